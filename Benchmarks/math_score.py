#!/usr/bin/env python3
"""How often results of `klear-judge math --pairs` are as the pairs' labels say, for each source and family.

    Benchmarks/math_score.py PAIRS.jsonl RESULTS.jsonl [--by source,family] [--list]

False equal: accepted although wrong, which a policy would be paid for. False different: refused although right. No
answer: `correct` is null. Pairs without a label are left out; pairs without a result are an error.
"""

import argparse
import json
import sys


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class Group:
    def __init__(self):
        self.count = self.false_equal = self.false_different = self.unknown = 0

    def add(self, expected, correct):
        self.count += 1
        self.unknown += correct is None
        self.false_equal += correct is True and not expected
        self.false_different += correct is False and expected

    def line(self, name):
        right = self.count - self.unknown - self.false_equal - self.false_different
        return (
            f"{name:<44}{self.count:>7}{100 * right / self.count:>10.2f}{self.false_equal:>13}"
            f"{self.false_different:>17}{self.unknown:>11}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs")
    parser.add_argument("results")
    parser.add_argument("--by", default="source,family", help="keys of the pairs to group by (default: source,family)")
    parser.add_argument("--list", action="store_true", help="name each pair that is not as labelled")
    options = parser.parse_args()

    results = {row["id"]: row for row in rows(options.results)}
    groups = {}
    misses = []
    missing = 0
    for pair in rows(options.pairs):
        if "expected" not in pair:
            continue
        result = results.get(pair["id"])
        if result is None:
            missing += 1
            continue
        correct = result["correct"]
        groups.setdefault(("", "all"), Group()).add(pair["expected"], correct)
        for key in options.by.split(","):
            if pair.get(key) is not None:
                groups.setdefault((key, str(pair[key])), Group()).add(pair["expected"], correct)
        if correct is not pair["expected"]:
            misses.append((pair, result))

    print(f"{'':<44}{'pairs':>7}{'accuracy':>10}{'false equal':>13}{'false different':>17}{'no answer':>11}")
    for key, name in sorted(groups):
        print(groups[key, name].line(f"{key} {name}".strip()))
    if options.list:
        for pair, result in misses:
            print(
                f"\n{pair['id']}: expected {pair['expected']}, got {result['correct']} ({result['reason']})\n"
                f"  gold        {pair['gold'][:300]!r}\n  prediction  {pair['prediction'][-300:]!r}"
            )
    if missing:
        sys.exit(f"{missing} pairs have no result")


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.stderr.close()
