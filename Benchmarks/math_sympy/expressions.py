"""Expression trees, so that one meaning can be printed in many ways."""

import collections
from fractions import Fraction

import mpmath as mp
import sympy as sp


# ---------------------------------------------------------------- expressions: trees that nothing simplifies

class E:
    """An expression: an operation with arguments, or a leaf with a payload. Never changed once made."""

    __slots__ = ("op", "args", "data")

    def __init__(self, op, *args, data=None):
        self.op, self.args, self.data = op, args, data

    def __add__(self, other):
        return add(self, wrap(other))

    def __radd__(self, other):
        return add(wrap(other), self)

    def __sub__(self, other):
        return add(self, neg(wrap(other)))

    def __rsub__(self, other):
        return add(wrap(other), neg(self))

    def __mul__(self, other):
        return mul(self, wrap(other))

    def __rmul__(self, other):
        return mul(wrap(other), self)

    def __truediv__(self, other):
        return E("/", self, wrap(other))

    def __rtruediv__(self, other):
        return E("/", wrap(other), self)

    def __pow__(self, other):
        return E("^", self, wrap(other))

    def __rpow__(self, other):
        return E("^", wrap(other), self)

    def __neg__(self):
        return neg(self)

    def replaced(self, args):
        return E(self.op, *args, data=self.data)


def wrap(value):
    """Numbers become leaves: negative ones a minus before a leaf, fractions a division."""
    if isinstance(value, E):
        return value
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return wrap(value.numerator)
        return neg(wrap(-value)) if value < 0 else E("/", wrap(value.numerator), wrap(value.denominator))
    return neg(E("int", data=-value)) if value < 0 else E("int", data=value)


def add(*terms):
    flat = []
    for term in terms:
        flat.extend(term.args if term.op == "+" else [term])
    return flat[0] if len(flat) == 1 else E("+", *flat)


def mul(*factors):
    """A product; a factor 1 is left away and a minus goes in front, as people write."""
    flat, minus = [], False
    for factor in factors:
        if factor.op == "neg":
            factor, minus = factor.args[0], not minus
        flat.extend(factor.args if factor.op == "*" else [factor])
    flat = [factor for factor in flat if not (factor.op == "int" and factor.data == 1)] or [wrap(1)]
    product = flat[0] if len(flat) == 1 else E("*", *flat)
    return neg(product) if minus else product


def neg(e):
    return e.args[0] if e.op == "neg" else E("neg", e)


def sym(name):
    return E("sym", data=name)


def const(name):
    return E("const", data=name)


def ratio(above, below):
    return wrap(Fraction(above, below))


def fn(name, arg):
    return E("fn", wrap(arg), data=name)


def root(arg, index=2):
    return E("root", wrap(arg), data=index)


def node(op, *args, data=None):
    return E(op, *[wrap(arg) for arg in args], data=data)


PI, EULER, IMAGINARY = const("pi"), const("e"), const("i")
x, y, z = sym("x"), sym("y"), sym("z")
sin, cos, tan = (lambda a: fn("sin", a)), (lambda a: fn("cos", a)), (lambda a: fn("tan", a))
ln = lambda a: fn("ln", a)
log = lambda base, a: node("log", base, a)
absolute = lambda a: node("abs", a)
factorial = lambda a: node("fact", a)
binomial = lambda n, k: node("binom", n, k)


def variables(e):
    """Names of the free variables, in order of appearance."""
    if e.op == "sym":
        return [e.data]
    bound = {e.data[0]} if e.op in ("sum", "prod", "int_") else {e.data} if e.op in ("assign", "ineq") else set()
    names = dict.fromkeys(name for arg in e.args for name in variables(arg) if name not in bound)
    return list(names)
