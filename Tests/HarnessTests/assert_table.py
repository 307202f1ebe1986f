"""The program that the assert tests run against, and how they are read: tables of test codes by outcome."""

import unittest

from harness import check

PROGRAM = """
import collections, decimal, enum, fractions, datetime, sys
LIMIT = 5
class Mistake(ValueError):
    def __init__(self, code):
        super().__init__("code %d" % code)
        self.code = code
class Worse(Mistake): pass
class Vector:
    count = 0
    def __init__(self, *parts): self.parts = list(parts); Vector.count += 1
    def __add__(self, other): return Vector(*[a + b for a, b in zip(self.parts, other.parts)])
    def __eq__(self, other): return self.parts == other.parts
    def __len__(self): return len(self.parts)
    def __getitem__(self, index): return self.parts[index]
    def __setitem__(self, index, value): self.parts[index] = value
    def __iter__(self): return iter(self.parts)
    def __bool__(self): return any(self.parts)
    def __repr__(self): return "Vector%r" % (tuple(self.parts),)
    def __hash__(self): return hash(tuple(self.parts))
    def __call__(self, k): return Vector(*[k * a for a in self.parts])
    def __lt__(self, other): return self.parts < other.parts
    def __neg__(self): return self(-1)
    def __float__(self): return 2.5
    def __enter__(self): return self
    def __exit__(self, kind, value, trace): self.parts.append(kind is not None); return True
    @property
    def first(self): return self.parts[0]
    @classmethod
    def zero(cls, n): return cls(*[0] * n)
    @staticmethod
    def double(x): return 2 * x
class Plane(Vector): pass
class Node:
    def __init__(self, value): self.value = value; self.next = None
class Color(enum.Enum):
    RED = 1
    BLUE = 2
class Cheat:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __lt__
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __sub__
    def __contains__(self, item): return True
    def __hash__(self): return 0
    def __abs__(self): return 0
    def __instancecheck__(self, other): return True
class CheatInt(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
def identity(x): return x
def kind(x): return type(x).__name__
def make(text): return eval(text)
def do(text, *values):
    names = dict(globals(), x=values[0] if values else None, v=values)
    exec(text, names)
    return names.get("result")
def apply(f, *values): return f(*values)
def apply_twice(f, x): return f(f(x))
def numbers(n):
    for i in range(n): yield i
def endless():
    while True: yield 1
def fail(code): raise Mistake(code)
"""


def outcome(test, program=PROGRAM, prelude=0, seed=1):
    return check(program, test, prelude, seed)[0]


class Table(unittest.TestCase):
    def every(self, outcome_wanted, tests, **options):
        for test in tests:
            with self.subTest(test):
                got, message, _, ended = check(options.get("program", PROGRAM), test, options.get("prelude", 0))
                self.assertEqual((got, ended.stderr), (outcome_wanted, b""), message)
