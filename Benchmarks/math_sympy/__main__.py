#!/usr/bin/env python3
"""Writes pairs of math answers with labels that are true by construction: does the math checker agree?

    python3 -m venv V && V/bin/pip install sympy mpmath
    V/bin/python Benchmarks/math_sympy OUT.jsonl --rows 1200 --seed 1 [--longest 72] [--families sets,logs]

Every family makes two expressions that are equal (mostly by an identity, or because sympy rewrote one into the other)
and a few wrong neighbours of the second. Expressions are trees of expressions.py, so that they can be printed in the many
ways that people write. Before a row is written, both trees are evaluated by mpmath with 60 digits, at many random
points if they have variables:

- expected true: equal to 35 digits wherever both are real, and real at the same points (so ln x^2 v 2 ln x is left
  out), for structures element by element;
- expected false: further apart than 1e-20, relatively, at two points at least.

Anything between is dropped. Rows: {"id", "gold", "prediction", "kind": "answer", "expected", "family"}.
"""

import argparse
import collections
import json
import random

from checks import holds
from families_functions import *
from families_numbers import *
from families_structures import *
from structures_printing import Writer

# Families that plain text has no customary way of writing.
LATEX_ONLY = {sums_products, integrals, factorials, symbolic_factorials, bases, complex_numbers}
FAMILIES = [
    rationals, number_forms, continued_fractions, radicals, nested_radicals, polynomials, rational_functions, exponents,
    logs, trig_identities, trig_values, inverse_trig, hyperbolic, complex_numbers, factorials, symbolic_factorials,
    absolute_values, floors, sums_products, integrals, sets, two_values, intervals, inequalities, tuples, matrices,
    equations, assignments, bases, scientific, repeating_decimals, thousands, angles, units, tempting_mistakes,
]
# Whose predictions keep their order: the check knows nothing of chains, and a set is shuffled already.
RIGID = {sets, two_values, intervals, inequalities, tuples, matrices, equations, assignments, units, angles, thousands}


# ---------------------------------------------------------------- rows

def make_pair(family, expected, r):
    """Texts of gold and prediction with this label for sure, or nothing if this attempt came to nothing."""
    gold, prediction, wrong = family(r)
    if not expected:
        if wrong and r.random() < 0.6:
            prediction = r.choice(wrong)
        else:
            prediction = slipped(r, prediction if r.random() < 0.7 else gold)
            if prediction is None:
                return None
    if family not in RIGID and r.random() < 0.5:
        prediction = varied(r, prediction)
    if r.random() < 0.3:
        gold, prediction = prediction, gold
    if not holds(gold, prediction, expected, r, complex_allowed=family is complex_numbers):
        return None
    kinds = [r.choices(["latex", "plain", "unicode"], weights)[0] for weights in ((75, 15, 10), (55, 28, 17))]
    if family in LATEX_ONLY:
        kinds = ["latex", "latex"]
    return [Writer(r, kind).write(e) for kind, e in zip(kinds, (gold, prediction))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--rows", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=int, default=200, help="longest text of a gold or a prediction")
    parser.add_argument("--families", help="only these, by name, separated by commas")
    options = parser.parse_args()
    families = FAMILIES
    if options.families:
        families = [family for family in FAMILIES if family.__name__ in options.families.split(",")]
    sources = {family: random.Random(f"{options.seed}/{family.__name__}") for family in families}
    seen, counts, rows, attempts = set(), collections.Counter(), [], 0
    while len(rows) < options.rows and attempts < 60 * options.rows:
        attempts += 1
        family = min(families, key=lambda f: (counts[f], families.index(f)))
        expected = counts[family, True] <= counts[family, False]
        pair = None
        for _ in range(200):
            pair = make_pair(family, expected, sources[family])
            if pair and pair[0] != pair[1] and max(map(len, pair)) <= options.longest and tuple(pair) not in seen:
                break
            pair = None
        counts[family] += 1
        if pair is None:  # this family has little more to say
            continue
        counts[family, expected] += 1
        seen.add(tuple(pair))
        number = counts[family, True] + counts[family, False]
        rows.append({
            "id": f"sympy-{family.__name__}-{number}", "gold": pair[0], "prediction": pair[1], "kind": "answer",
            "expected": expected, "family": family.__name__})
    rows.sort(key=lambda row: (families.index(globals()[row["family"]]), int(row["id"].rpartition("-")[2])))
    with open(options.out, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    for family in families:
        print(f"{family.__name__:22} {counts[family, True]:5} true {counts[family, False]:5} false")
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
