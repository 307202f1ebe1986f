"""Judges pairs with Math-Verify: rows on standard input, and as the argument the seconds after which no row is begun.

Prints one line a row: the seconds of parsing the gold, parsing the prediction and verifying, and 1 for equal, else 0.
A row's `config` says how Math-Verify is called; without one it is called as its authors do by default, on answers put
between dollar signs.
"""

import json
import logging
import os
import sys
import time

real_output = os.dup(1)
os.dup2(2, 1)

from math_verify import parse, verify  # noqa: E402
from math_verify.parser import ExprExtractionConfig, LatexExtractionConfig, StringExtractionConfig  # noqa: E402

logging.disable(logging.CRITICAL)


def targets(config):
    makers = {
        "latex": lambda: LatexExtractionConfig(boxed_match_priority=config.get("boxed_match_priority", 50)),
        "expr": ExprExtractionConfig,
        "string": StringExtractionConfig,
    }
    return [makers[name]() for name in config.get("targets", ["latex", "expr"])]


def wrapped(text, how):
    bare = not any(mark in text for mark in ("$", "\\boxed", "\\("))
    return f"${text}$" if how == "dollar-if-bare" and bare else text


def judge(row):
    config = row.get("config") or {}
    how = config.get("wrap", "none" if row.get("kind") == "extraction" else "dollar-if-bare")
    wanted = targets(config)
    gold = parse(wrapped(row["gold"], how), wanted)
    prediction = parse(wrapped(row["prediction"], how), wanted)
    return verify(
        gold,
        prediction,
        float_rounding=config.get("float_rounding", 6),
        strict=config.get("strict", True),
        allow_set_relation_comp=config.get("allow_set_relation_comp", False),
    )


def main():
    rows = [json.loads(line) for line in sys.stdin if line.strip()]
    deadline = float(sys.argv[1])
    judge({"gold": "\\frac{1}{2}", "prediction": "0.5"})
    begun = time.monotonic()
    for row in rows:
        start = time.monotonic()
        if start - begun > deadline:
            break
        try:
            correct = bool(judge(row))
        except (KeyboardInterrupt, SystemExit):
            raise
        # Its own time-out is no Exception.
        except BaseException:
            correct = False
        os.write(real_output, f"{time.monotonic() - start} {int(correct)}\n".encode())


main()
