#!/usr/bin/env python3
"""Turns pairs that carry Math-Verify's `config` into pairs for `klear-judge math --pairs`.

    Benchmarks/math_pairs.py LABELLED.jsonl > PAIRS.jsonl
    klear-judge math --pairs PAIRS.jsonl --expect --out RESULTS.jsonl
    Benchmarks/math_score.py PAIRS.jsonl RESULTS.jsonl

A label may hold only under the settings that its row was made with. They become `settings`:

    strict                     strict
    float_rounding             decimal_places, unless it is 6: that is Math-Verify's default, to forgive its own floats,
                               while decimals are exact here
    allow_set_relation_comp    true: nothing, which is our default. false: set_relations false where the label came from
                               running Math-Verify (sources that begin with Math-Verify/); elsewhere nothing, since it
                               is Math-Verify's default and no part of what the label means
    language                   language
    targets                    targets, unless they are latex and expr: that is Math-Verify's default
    boxed_match_priority       nothing: the last box always counts before other text
    wrap                       nothing: answers need no dollar signs

All other keys stay, `config` too, so that `klear-judge bench math` can call
Math-Verify with it.
"""

import argparse
import json
import sys

PEER_FLOAT_ROUNDING = 6
PEER_TARGETS = {"latex", "expr"}


def settings(row):
    config = row.get("config") or {}
    found = {}
    if not config.get("strict", True):
        found["strict"] = False
    if config.get("float_rounding", PEER_FLOAT_ROUNDING) != PEER_FLOAT_ROUNDING:
        found["decimal_places"] = config["float_rounding"]
    if not config.get("allow_set_relation_comp", True) and str(row.get("source", "")).startswith("Math-Verify/"):
        found["set_relations"] = False
    if config.get("language"):
        found["language"] = config["language"]
    targets = config.get("targets")
    if targets and set(targets) != PEER_TARGETS:
        found["targets"] = targets
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", help="rows with gold, prediction, kind, expected and config; - is standard input")
    parser.add_argument("--without-settings", action="store_true", help="leave the settings out")
    options = parser.parse_args()
    with sys.stdin if options.labelled == "-" else open(options.labelled, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            found = {} if options.without_settings else settings(row)
            if found:
                row["settings"] = found
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
