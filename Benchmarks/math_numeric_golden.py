"""Makes testdata/math/numeric.jsonl: values of functions that the ball arithmetic of the math checker has to contain.

Needs mpmath (python3 -m pip install mpmath), an independent implementation. Run from the repository's root:

    python3 Benchmarks/math_numeric_golden.py > testdata/math/numeric.jsonl

An argument says how many rows a real function gets (complex ones get half as many): the file that is committed has few,
a one-time check of thousands takes a larger number. Rows are the same for the same number.

    {"f": "exp", "x": "1/3", "bits": 256, "value": "1.3956..."}
    {"f": "csqrt", "x": "-2 1/3", "bits": 128, "value": "0.117... 1.419..."}

Arguments are exact fractions; values are rounded to some 40 bits more than the precision asked for.
"""

import json
import random
import sys
from fractions import Fraction

import mpmath
from mpmath import mp

EXTRA_BITS = 40

# Convergents of pi, and a half of one.
TURNS = [(22, 7), (355, 113), (355, 226), (104348, 33215), (80143857, 25510582)]


def number(value):
    return mpmath.mpf(value.numerator) / value.denominator


class Arguments:
    """Fractions of all kinds: whole, small, large, next to where functions are difficult."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def positive(self):
        r = self.random
        kind = r.randrange(8)
        if kind == 0:
            return Fraction(r.randrange(1, 50))
        if kind == 1:
            return Fraction(r.randrange(1, 1000), r.choice([2, 3, 7, 10, 16, 100]))
        if kind == 2:
            return Fraction(r.randrange(1, 10**6), 10 ** r.randrange(4, 30))
        if kind == 3:
            return Fraction(r.randrange(1, 10**12), r.randrange(1, 1000))
        if kind == 4:
            return 1 + Fraction(r.choice([-1, 1]) * r.randrange(1, 100), 10 ** r.randrange(3, 25))
        if kind == 5:
            # Next to multiples of a quarter turn.
            return Fraction(*r.choice(TURNS))
        return Fraction(r.randrange(1, 10**9), r.randrange(1, 10**9))

    def any(self):
        return self.positive() * self.random.choice([-1, 1])

    def unit(self):
        """Between -1 and 1."""
        value = self.positive()
        return (1 / value if value > 1 else value) * self.random.choice([-1, 1])

    def medium(self):
        """Of a size whose exponential has few digits before the point."""
        while True:
            value = self.any()
            if abs(value) < 5000:
                return value


def inside(value):
    return value if abs(value) < 1 else value / 2


REAL = {
    "exp": lambda a: ([a.medium()], mpmath.exp),
    "log": lambda a: ([a.positive()], mpmath.log),
    "sin": lambda a: ([a.any()], mpmath.sin),
    "cos": lambda a: ([a.any()], mpmath.cos),
    "tan": lambda a: ([a.any()], mpmath.tan),
    "asin": lambda a: ([a.unit()], mpmath.asin),
    "acos": lambda a: ([a.unit()], mpmath.acos),
    "atan": lambda a: ([a.any()], mpmath.atan),
    "atan2": lambda a: ([a.any(), a.any()], mpmath.atan2),
    "sinh": lambda a: ([a.medium()], mpmath.sinh),
    "cosh": lambda a: ([a.medium()], mpmath.cosh),
    "tanh": lambda a: ([a.medium()], mpmath.tanh),
    "asinh": lambda a: ([a.any()], mpmath.asinh),
    "acosh": lambda a: ([max(v, 1 / v) for v in [a.positive()]], mpmath.acosh),
    "atanh": lambda a: ([inside(a.unit())], mpmath.atanh),
    "sqrt": lambda a: ([a.positive()], mpmath.sqrt),
    "root": lambda a: ([a.positive(), Fraction(a.random.randrange(3, 40))], lambda x, n: mpmath.root(x, int(n))),
    "pow": lambda a: ([a.positive(), inside(a.unit()) * a.random.randrange(1, 30)], mpmath.power),
}

COMPLEX = {
    "csqrt": mpmath.sqrt,
    "cexp": mpmath.exp,
    "clog": mpmath.log,
    "csin": mpmath.sin,
    "ccos": mpmath.cos,
    "ctan": mpmath.tan,
    "casin": mpmath.asin,
    "cacos": mpmath.acos,
    "catan": mpmath.atan,
    "csinh": mpmath.sinh,
    "ccosh": mpmath.cosh,
    "ctanh": mpmath.tanh,
    "casinh": mpmath.asinh,
    "cacosh": mpmath.acosh,
    "catanh": mpmath.atanh,
    "cpow": mpmath.power,
    "cdiv": lambda a, b: a / b,
}


def digits(value, bits):
    return mpmath.nstr(value, int((bits + EXTRA_BITS) * 0.30103) + 2, min_fixed=0, max_fixed=0)


def row(name, arguments, bits, parts):
    text = " ".join(str(value) for value in arguments)
    value = " ".join(digits(part, bits) for part in parts)
    print(json.dumps({"f": name, "x": text, "bits": bits, "value": value}, separators=(",", ":")))


def precision(r):
    return r.choice([64, 128, 128, 192, 256])


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    for name, bits in (("pi", 1024), ("e", 1024)):
        mp.prec = bits + 200
        row(name, [], bits, [mp.pi + 0 if name == "pi" else mpmath.e + 0])
    for name, make in REAL.items():
        a = Arguments(name)
        for _ in range(count):
            arguments, function = make(a)
            bits = precision(a.random)
            mp.prec = bits + 400
            row(name, arguments, bits, [function(*map(number, arguments))])
    for name, function in COMPLEX.items():
        a = Arguments(name)
        for _ in range(max(1, count // 2)):
            pairs = 2 if name in ("cpow", "cdiv") else 1
            arguments = [f(a) for _ in range(pairs) for f in (scaled, scaled)]
            bits = precision(a.random)
            mp.prec = bits + 400
            points = [mpmath.mpc(number(arguments[i]), number(arguments[i + 1])) for i in range(0, 2 * pairs, 2)]
            try:
                value = mpmath.mpmathify(function(*points))
            except (ValueError, ZeroDivisionError):
                continue  # a pole
            if not mpmath.isfinite(value):
                continue
            row(name, arguments, bits, [mpmath.re(value), mpmath.im(value)])


def scaled(a):
    """A part of a complex number; a zero now and then, so that it is on an axis, where cuts are."""
    if a.random.randrange(6) == 0:
        return Fraction(0)
    while True:
        value = a.any()
        if Fraction(1, 10**6) < abs(value) < 40:
            return value


main()
