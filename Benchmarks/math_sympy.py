#!/usr/bin/env python3
"""Writes pairs of math answers with labels that are true by construction: does the math checker agree?

    python3 -m venv V && V/bin/pip install sympy mpmath
    V/bin/python Benchmarks/math_sympy.py OUT.jsonl --rows 1200 --seed 1 [--longest 72] [--families sets,logs]

Every family makes two expressions that are equal (mostly by an identity, or because sympy rewrote one into the other)
and a few wrong neighbours of the second. Expressions are trees of this file, so that they can be printed in the many
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
import re
from fractions import Fraction

import mpmath as mp
import sympy as sp

mp.mp.dps = 60


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


# ---------------------------------------------------------------- values: what a tree means, to 60 digits

class Undefined(Exception):
    """No real (or, in the family of complex numbers, no finite) value at this point."""


class Uncertain(Exception):
    """Neither equal nor clearly different."""


FUNCTIONS = {
    "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "sec": mp.sec, "csc": mp.csc, "cot": mp.cot, "arcsin": mp.asin,
    "arccos": mp.acos, "arctan": mp.atan, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "arsinh": mp.asinh,
    "arcosh": mp.acosh, "artanh": mp.atanh, "ln": mp.log, "conj": mp.conj,
}
CONSTANTS = {"pi": mp.pi, "e": mp.e, "i": mp.mpc(0, 1)}


def value(e, env, complex_allowed=False):
    """The number that a scalar tree stands for."""
    try:
        result = raw_value(e, env, complex_allowed)
    except (ZeroDivisionError, ValueError, OverflowError):
        raise Undefined from None
    if not mp.isfinite(result) or abs(result) > mp.mpf(10) ** 200:
        raise Undefined
    if isinstance(result, mp.mpc) and not complex_allowed:
        if result.imag != 0:
            raise Undefined
        result = result.real
    return result


def raw_value(e, env, complex_allowed):
    if e.op == "int":
        return mp.mpf(e.data)
    if e.op in ("dec", "repeating", "mixed", "sci", "thousands", "based"):
        number = exact(e)
        return mp.mpf(number.numerator) / number.denominator
    if e.op == "sym":
        return env[e.data]
    if e.op == "const":
        return +CONSTANTS[e.data]
    if e.op in ("sum", "prod"):
        name, low, high = e.data
        total = mp.mpf(0 if e.op == "sum" else 1)
        for k in range(low, high + 1):
            term = value(e.args[0], env | {name: mp.mpf(k)}, complex_allowed)
            total = total + term if e.op == "sum" else total * term
        return total
    if e.op == "int_":
        low, high = value(e.args[1], env), value(e.args[2], env)
        return mp.quad(lambda t: value(e.args[0], env | {e.data[0]: t}), [low, high])
    args = [value(arg, env, complex_allowed) for arg in e.args]
    if e.op == "+":
        return mp.fsum(args)
    if e.op == "*":
        return mp.fprod(args)
    if e.op == "/":
        return args[0] / args[1]
    if e.op == "neg":
        return -args[0]
    if e.op == "percent":
        return args[0] / 100
    if e.op == "deg":
        return args[0] * mp.pi / 180
    if e.op == "abs":
        return abs(args[0])
    if e.op == "^":
        return power(args[0], args[1], complex_allowed)
    if e.op == "root":
        if not complex_allowed and args[0] < 0:
            raise Undefined
        return mp.root(args[0], e.data)
    if e.op == "log":
        if not complex_allowed and (args[0] <= 0 or args[1] <= 0):
            raise Undefined
        return mp.log(args[1]) / mp.log(args[0])
    if e.op in ("floor", "ceil"):
        nearest = mp.nint(args[0])
        if abs(args[0] - nearest) < mp.mpf(10) ** -40:
            return nearest
        return mp.floor(args[0]) if e.op == "floor" else mp.ceil(args[0])
    if e.op == "fact":
        return mp.gamma(args[0] + 1)
    if e.op == "binom":
        return mp.binomial(args[0], args[1])
    return FUNCTIONS[e.data](args[0])


def power(base, exponent, complex_allowed):
    if base == 0:
        if mp.re(exponent) <= 0:
            raise Undefined
        return mp.mpf(0)
    if not complex_allowed and base < 0 and not mp.isint(exponent):
        raise Undefined
    return mp.power(base, exponent)


def exact(e):
    """The fraction that a tree of rational arithmetic stands for."""
    if e.op == "int":
        return Fraction(e.data)
    if e.op in ("dec", "thousands"):
        return Fraction(e.data)
    if e.op == "based":
        return Fraction(int(e.data[0], e.data[1]))
    if e.op == "sci":
        return Fraction(e.data[0]) * Fraction(10) ** e.data[1]
    if e.op == "mixed":
        return e.data[0] + Fraction(e.data[1], e.data[2])
    if e.op == "repeating":
        whole, fixed, period = e.data
        tail = Fraction(int(period), (10 ** len(period) - 1) * 10 ** len(fixed))
        return Fraction(f"{whole}.{fixed or 0}") + tail
    args = [exact(arg) for arg in e.args]
    if e.op == "neg":
        return -args[0]
    if e.op == "/":
        return args[0] / args[1]
    if e.op == "percent":
        return args[0] / 100
    if e.op == "^":
        return args[0] ** int(args[1])
    total = Fraction(0 if e.op == "+" else 1)
    for arg in args:
        total = total + arg if e.op == "+" else total * arg
    return total


def same_number(a, b):
    difference, scale = abs(a - b), max(abs(a), abs(b))
    if difference < mp.mpf(10) ** -40 or difference < scale * mp.mpf(10) ** -35:
        return True
    if difference > scale * mp.mpf(10) ** -20:
        return False
    raise Uncertain


STRUCTURES = {"set", "list", "or", "pm", "tuple", "matrix", "intervals", "ineq", "assign", "unit", "angle"}


def meaning(e, env, complex_allowed=False):
    """Like ``value``, for structures too: a tag with numbers, or a number."""
    if e.op not in STRUCTURES:
        return value(e, env, complex_allowed)
    if e.op == "assign":
        return meaning(e.args[0], env, complex_allowed)
    if e.op == "intervals":
        return ("intervals", merged([interval_value(part, env) for part in e.args]))
    if e.op == "ineq":
        return ("intervals", merged([chain_value(part, e.data) for part in e.args]))
    if e.op == "unit":
        kind, factor = UNITS[e.data]
        return ("unit", kind, [value(e.args[0], env) * factor.numerator / factor.denominator])
    if e.op == "pm":
        middle, offset, below = [value(arg, env) for arg in e.args]
        return distinct([(middle + offset) / below, (middle - offset) / below])
    items = [meaning(arg, env, complex_allowed) for arg in e.args]
    if e.op in ("set", "list", "or"):
        return distinct(items)
    return (e.op, e.data, items)


def distinct(items):
    kept = []
    for item in items:
        if not any(same(item, other) for other in kept):
            kept.append(item)
    return ("set", None, kept)


def same(a, b):
    """Whether two meanings agree; raises ``Uncertain`` rather than guess."""
    if isinstance(a, tuple) != isinstance(b, tuple):
        return False
    if not isinstance(a, tuple):
        return same_number(a, b)
    if a[0] != b[0]:
        return False
    if a[0] == "intervals":
        return len(a[1]) == len(b[1]) and all(
            p[1] == q[1] and p[3] == q[3] and same_end(p[0], q[0]) and same_end(p[2], q[2])
            for p, q in zip(a[1], b[1]))
    if a[1] != b[1] or len(a[2]) != len(b[2]):
        return False
    if a[0] == "set":
        return all(any(same(item, other) for other in b[2]) for item in a[2])
    return all(same(item, other) for item, other in zip(a[2], b[2]))


def same_end(a, b):
    return a == b if mp.isinf(a) or mp.isinf(b) else same_number(a, b)


INFINITY = const("inf")


def end_value(e, env):
    if e.op == "neg" and e.args[0] is INFINITY:
        return -mp.inf
    return mp.inf if e is INFINITY else value(e, env)


def interval_value(part, env):
    low, high = end_value(part.args[0], env), end_value(part.args[1], env)
    if not low < high:
        raise Undefined
    return (low, part.data[0], high, part.data[1])


def chain_value(part, name):
    """The interval of ``name`` for low < body < high, with a body that is linear in it."""
    low, body, high = part.args
    at_zero, at_one = value(body, {name: mp.mpf(0)}), value(body, {name: mp.mpf(1)})
    slope = at_one - at_zero
    ends = [(end_value(low, {}), part.data[0]), (end_value(high, {}), part.data[1])]
    ends = [((end - at_zero) / slope, closed) for end, closed in ends]
    if slope < 0:
        ends.reverse()
    return (ends[0][0], ends[0][1], ends[1][0], ends[1][1])


def merged(parts):
    """Sorted; families make sure that parts do not touch."""
    return sorted(parts, key=lambda part: part[0])


# ---------------------------------------------------------------- the check that a label is right

def points(e, other, r, how_many=14):
    """Random points for the free variables of both, of several magnitudes and signs."""
    names = sorted(set(variables(e)) | set(variables(other)))
    if not names:
        return [{}]
    ranges = [(-5, 5), (-5, 5), (0, 5), (0, 1), (-1, 1), (1, 8)]
    result = []
    for _ in range(how_many):
        env = {name: mp.mpf(r.uniform(*r.choice(ranges))) for name in names}
        for name in names:  # counts of things: positive, and n is the largest
            if name in ("n", "m", "k"):
                env[name] = mp.mpf(r.uniform(6, 9) if name == "n" else r.uniform(1, 5))
        result.append(env)
    return result


def holds(gold, prediction, expected, r, complex_allowed=False):
    """Whether the label of the pair is beyond doubt."""
    if gold.op == "eq" or prediction.op == "eq":
        return gold.op == prediction.op and curves_hold(gold, prediction, expected, r)
    equal, different, one_sided = 0, 0, 0
    places = points(gold, prediction, r)
    for env in places:
        sides = []
        for side in (gold, prediction):
            try:
                sides.append(meaning(side, env, complex_allowed))
            except Undefined:
                sides.append(None)
        if None in sides:
            one_sided += sides != [None, None]
            continue
        try:
            agree = same(sides[0], sides[1])
        except Uncertain:
            return False
        equal, different = equal + agree, different + (not agree)
    if expected:
        return different == 0 and one_sided == 0 and equal >= min(4, len(places))
    return different >= min(2, len(places))


def curves_hold(gold, prediction, expected, r):
    """Equations: proportional if equal; if not, a point of the first curve that is not on the second."""
    def side(e, env):
        return value(e.args[0], env) - value(e.args[1], env)

    places = points(gold, prediction, r, 8)
    try:
        ratios = [side(gold, env) / side(prediction, env) for env in places]
        if expected:
            return ratios[0] != 0 and all(same_number(ratios[0], ratio) for ratio in ratios)
        name = variables(gold)[0]
        for env in places:
            try:
                start = mp.mpf(r.uniform(-5, 5))
                zero = mp.findroot(lambda t: side(gold, env | {name: t}), (start, start + mp.mpf("0.3")), tol=1e-80)
            except (ValueError, ZeroDivisionError):
                continue
            if isinstance(zero, mp.mpf) and abs(side(prediction, env | {name: zero})) > mp.mpf(10) ** -10:
                return True
    except (Undefined, Uncertain, ZeroDivisionError):
        pass
    return False


# ---------------------------------------------------------------- to sympy and back

def to_sympy(e):
    args = [to_sympy(arg) for arg in e.args]
    if e.op == "int":
        return sp.Integer(e.data)
    if e.op == "sym":
        return sp.Symbol(e.data, real=True)
    if e.op == "const":
        return {"pi": sp.pi, "e": sp.E, "i": sp.I}[e.data]
    if e.op == "+":
        return sp.Add(*args)
    if e.op == "*":
        return sp.Mul(*args)
    if e.op == "/":
        return args[0] / args[1]
    if e.op == "neg":
        return -args[0]
    if e.op == "^":
        return args[0] ** args[1]
    if e.op == "root":
        return sp.root(args[0], e.data)
    return {"sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "sinh": sp.sinh, "cosh": sp.cosh, "ln": sp.log}[e.data](*args)


def from_sympy(s):
    """The tree as sympy orders it, with quotients and roots where sympy has negative and fractional powers."""
    if s.is_Integer:
        return wrap(int(s))
    if s.is_Rational:
        return ratio(int(s.p), int(s.q))
    if s.is_Symbol:
        return sym(s.name)
    if s == sp.pi:
        return PI
    if s == sp.E:
        return EULER
    if s == sp.I:
        return IMAGINARY
    if s.is_Add:
        return add(*[from_sympy(term) for term in s.as_ordered_terms()])
    if s.is_Mul:
        above, below = sp.fraction(s)
        if below != 1:
            if above.could_extract_minus_sign():
                return neg(from_sympy(-above) / from_sympy(below))
            return from_sympy(above) / from_sympy(below)
        return mul(*[from_sympy(factor) for factor in s.as_ordered_factors()])
    if s.is_Pow:
        base, exponent = s.as_base_exp()
        if exponent.is_Rational and exponent < 0:
            return 1 / from_sympy(base ** -exponent)
        if exponent.is_Rational and not exponent.is_Integer:
            inner = from_sympy(base)
            return root(inner if exponent.p == 1 else inner ** int(exponent.p), int(exponent.q))
        return from_sympy(base) ** from_sympy(exponent)
    if isinstance(s, sp.exp):
        return EULER ** from_sympy(s.args[0])
    names = {"log": "ln", "asin": "arcsin", "acos": "arccos", "atan": "arctan"}
    return fn(names.get(s.func.__name__, s.func.__name__), from_sympy(s.args[0]))


# ---------------------------------------------------------------- printing

SUM, PRODUCT, POWER, ATOM = range(4)
SUPERSCRIPTS = str.maketrans("0123456789-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ")
VULGAR = {(1, 2): "½", (1, 4): "¼", (3, 4): "¾", (1, 3): "⅓", (2, 3): "⅔"}
NUMERALS = {"int", "dec", "thousands", "repeating"}


class Writer:
    """Prints trees as one hand would, out of the many: LaTeX, plain text, or text with Unicode signs."""

    def __init__(self, r, kind):
        self.r, self.kind, self.latex = r, kind, kind == "latex"
        self.loose = r.random() < 0.5
        self.fraction = r.choice(["\\frac", "\\frac", "\\dfrac", "\\tfrac"])
        self.tall = r.random() < 0.4
        self.star = r.choice(["*", "*", " * "])
        self.caret = r.choice(["^", "^", "**"]) if kind == "plain" else "^"

    def chance(self, p):
        return self.r.random() < p

    def write(self, e):
        text = self.structure(e) if e.op in STRUCTURES or e.op == "eq" else self.term(e)[0]
        if self.latex and self.chance(0.12):
            text = self.r.choice(["${}$", "\\({}\\)", "$ {} $", "\\displaystyle {}", "{{{}}}"]).format(text)
        return text

    # -- pieces

    @property
    def minus(self):
        return "−" if self.kind == "unicode" else "-"

    def joined(self, *parts):
        """Concatenation that keeps a command apart from a letter behind it."""
        text = ""
        for part in parts:
            if re.search(r"\\[a-zA-Z]+$", text) and part[:1].isalpha():
                text += " "
            text += part
        return text

    def parens(self, text, left="(", right=")"):
        if self.latex and (self.tall or "frac" in text):
            return self.joined("\\left" + left, text) + "\\right" + right
        return left + text + right

    def at_least(self, e, level, bare=False):
        text, own = self.term(e, bare)
        return text if own >= level else self.parens(text)

    def braced(self, text):
        return "{" + text + "}"

    # -- numbers and expressions: text and level

    def term(self, e, bare=True):
        return getattr(self, "put_" + OPERATIONS.get(e.op, e.op))(e, bare)

    def put_int(self, e, bare):
        return str(e.data), ATOM

    def put_dec(self, e, bare):
        return e.data, ATOM

    def put_thousands(self, e, bare):
        whole, dot, part = e.data.partition(".")
        groups = f"{int(whole):,}"
        if self.latex:
            groups = groups.replace(",", self.r.choice([",", "{,}", "\\,", ",\\!"]))
        return groups + dot + part, ATOM

    def put_sci(self, e, bare):
        mantissa, exponent = e.data
        if self.latex:
            return f"{mantissa} " + self.r.choice(["\\times", "\\cdot"]) + f" 10^{{{exponent}}}", PRODUCT
        if self.kind == "unicode":
            return f"{mantissa}×10{str(exponent).translate(SUPERSCRIPTS)}", PRODUCT
        return mantissa + self.r.choice([f"e{exponent}", f"E{exponent}", f"*10^({exponent})"]), PRODUCT

    def put_repeating(self, e, bare):
        whole, fixed, period = e.data
        if not self.latex:
            return f"{whole}.{fixed}({period})", ATOM
        forms = [f"{whole}.{fixed}\\overline{{{period}}}", f"{whole}.{fixed}\\overline{{{period}}}"]
        if len(period) == 1:
            forms += [f"{whole}.{fixed}\\dot{{{period}}}", f"{whole}.{fixed}\\bar{{{period}}}"]
        return self.r.choice(forms), ATOM

    def put_based(self, e, bare):
        digits, base = e.data
        return (digits + "_" + (str(base) if base < 10 and self.chance(0.5) else f"{{{base}}}")), ATOM

    def put_mixed(self, e, bare):
        whole, above, below = e.data
        if self.kind == "unicode" and (above, below) in VULGAR:
            return f"{whole}{VULGAR[above, below]}", SUM
        if not self.latex:
            return f"{whole} {above}/{below}", SUM
        return str(whole) + self.r.choice(["", "", " ", "\\,"]) + self.frac(str(above), str(below)), SUM

    def put_percent(self, e, bare):
        signs = ["\\%", " \\%", "\\%"] if self.latex else ["%", "%", " percent"]
        return self.at_least(e.args[0], ATOM) + self.r.choice(signs), POWER

    def put_deg(self, e, bare):
        number = self.at_least(e.args[0], ATOM)
        return number + (self.r.choice(["^\\circ", "^{\\circ}"]) if self.latex else "°"), POWER

    def put_sym(self, e, bare):
        greek = {"theta": "θ", "alpha": "α", "beta": "β"}
        if e.data in greek:
            return ("\\" + e.data if self.latex else greek[e.data] if self.kind == "unicode" else e.data), ATOM
        return e.data, ATOM

    def put_const(self, e, bare):
        names = {"pi": ("\\pi", "pi", "π"), "inf": ("\\infty", "inf", "∞")}
        if e.data in names:
            return names[e.data][["latex", "plain", "unicode"].index(self.kind)], ATOM
        return e.data, ATOM

    def put_neg(self, e, bare):
        if e.args[0].op == "mixed":  # -1 1/2 is minus three halves
            return self.minus + self.term(e.args[0])[0], SUM
        return self.joined(self.minus, self.at_least(e.args[0], PRODUCT, True)), SUM

    def put_sum_of_terms(self, e, bare):
        text = ""
        for index, term in enumerate(e.args):
            negative = term.op == "neg"
            part = self.at_least(term.args[0] if negative else term, PRODUCT, True)
            sign = self.minus if negative else "+"
            if index == 0:
                text = sign + part if negative else part
            else:
                text = text + (f" {sign} " if self.loose else sign) + part
        return text, SUM

    def put_product(self, e, bare):
        text = ""
        for index, factor in enumerate(e.args):
            last = index == len(e.args) - 1
            tail = bare if last else self.latex and e.args[index + 1].op == "fn"
            part = self.at_least(factor, POWER, tail)
            text = part if index == 0 else text + self.times(e.args[index - 1], factor, text, part) + part
        return text, PRODUCT

    def times(self, left, right, before, after):
        """What stands between two factors: nothing where that is certain to be read as a product."""
        numbers = left.op in NUMERALS and right.op in NUMERALS
        if self.explicit(left, right, before, after) or self.chance(0.25 if self.latex else 0.5):
            if self.latex:
                sign = "\\times" if self.chance(0.5 if numbers else 0.1) else "\\cdot"
                return f" {sign} "
            return self.r.choice(["·", "×", "*"]) if self.kind == "unicode" else self.star
        if re.search(r"\\[a-zA-Z]+$", before) and after[0].isalpha():
            return " "
        return self.r.choice(["", "", "", " ", "\\,"]) if self.latex else ""

    def explicit(self, left, right, before, after):
        if left.op in ("dec", "percent", "deg", "fact", "abs", "thousands", "repeating", "sum", "prod"):
            return True
        if after[0].isdigit() or after[0] in "½¼¾⅓⅔" or before[-1] in "½¼¾⅓⅔|" or right.op == "percent":
            return True
        if left.op == "int" and (right.op == "/" or right.op == "^" and right.args[0].op == "/"):
            return True
        if left.op in ("sym", "const") and after[0] == "(" and left.data not in "xyzab":
            return True
        if left.op == "fn" and right.op not in ("fn", "^") or left.op == right.op == "sym" and left.data == right.data:
            return True
        if left.op == "^" and not self.latex and after[0] != "(":
            return True
        if not self.latex and after[0].isalpha() and before[-1].isalnum():
            return not (left.op == "int" or left.op == right.op == "sym" and len(left.data + right.data) == 2)
        return False

    def frac(self, above, below):
        if self.fraction == "\\frac" and self.chance(0.3):
            if re.fullmatch(r"\d", above):
                return "\\frac" + above + (below if re.fullmatch(r"\d", below) else self.braced(below))
        return self.fraction + self.braced(above) + self.braced(below)

    def put_quotient(self, e, bare):
        above, below = e.args
        small = (above.data, below.data) if above.op == below.op == "int" else None
        if self.kind == "unicode" and small in VULGAR and self.chance(0.3):
            return VULGAR[small], ATOM
        plain = all(arg.op in ("int", "sym", "const") for arg in e.args)
        if not self.latex or plain and self.chance(0.12):
            return self.at_least(above, POWER) + "/" + self.at_least(below, ATOM), PRODUCT
        # As the base of a power a fraction needs parentheses, as a factor it does not.
        return self.frac(self.term(above)[0], self.term(below)[0]), POWER

    def put_power(self, e, bare):
        base, exponent = e.args
        if base.op == "const" and base.data == "e" and self.chance(0.2):
            name = "\\exp" if self.latex else "exp"
            return name + self.parens(self.term(exponent)[0]), POWER
        if base.op == "fn" and base.data in ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh"):
            if exponent.op == "int" and exponent.data > 0 and self.chance(0.8):
                return self.function(base, bare, self.exponent(exponent)), POWER
        return self.at_least(base, ATOM) + self.exponent(exponent), POWER

    def exponent(self, e):
        text, level = self.term(e)
        if self.latex:
            return "^" + (text if len(text) == 1 and self.chance(0.8) else self.braced(text))
        if self.kind == "unicode" and re.fullmatch(r"[−]?\d+|n", text):
            return text.replace("−", "-").translate(SUPERSCRIPTS)
        return self.caret + (text if level == ATOM else self.parens(text))

    def put_root(self, e, bare):
        inner, level = self.term(e.args[0])
        index = e.data
        if self.latex:
            if index == 2 and self.chance(0.25) and re.fullmatch(r"\d|[a-z]", inner):
                return "\\sqrt" + (inner if inner.isdigit() else " " + inner), ATOM
            return "\\sqrt" + ("" if index == 2 else f"[{index}]") + self.braced(inner), ATOM
        if index != 2:
            return (inner if level == ATOM else self.parens(inner)) + f"{self.caret}(1/{index})", POWER
        if self.kind == "unicode":
            return "√" + (inner if e.args[0].op in ("int", "sym") else self.parens(inner)), ATOM
        return "sqrt" + self.parens(inner), ATOM

    def put_fn(self, e, bare):
        if e.data == "conj":
            return "\\overline" + self.braced(self.term(e.args[0])[0]), ATOM
        return self.function(e, bare, ""), POWER

    def function(self, e, bare, exponent):
        arg, name = e.args[0], e.data
        if not self.latex:
            if name.startswith("ar") and self.chance(0.4):
                name = "a" + name.removeprefix("arc").removeprefix("ar")
            return name + exponent + self.parens(self.term(arg)[0])
        if name in ("arsinh", "arcosh", "artanh"):
            name = self.r.choice(["\\operatorname{" + name + "}", "\\" + name[2:] + "^{-1}"])
        elif name.startswith("arc") and self.chance(0.3):
            name = "\\" + name[3:] + "^{-1}"
        else:
            name = "\\" + name
        text = self.term(arg)[0]
        simple = arg.op in ("sym", "int", "deg") or arg.op == "const" or arg.op == "/" and text.startswith("\\")
        if arg.op == "*" and [factor.op for factor in arg.args] == ["int", "sym"]:
            simple = True
        if bare and simple and self.chance(0.7):
            if "cdot" not in text and "times" not in text and not exponent.endswith(tuple("0123456789")):
                return name + exponent + (self.braced(text) if self.chance(0.15) else " " + text)
        return name + exponent + self.parens(text)

    def put_log(self, e, bare):
        base, arg = self.term(e.args[0])[0], self.term(e.args[1])[0]
        if self.latex:
            subscript = "_" + (base if len(base) == 1 and self.chance(0.5) else self.braced(base))
            if bare and e.args[1].op in ("int", "sym") and subscript.endswith("}") and self.chance(0.6):
                return "\\log" + subscript + " " + arg, POWER
            return "\\log" + subscript + self.parens(arg), POWER
        return f"log_{base}({arg})" if self.chance(0.6) else f"log({arg})/log({base})", PRODUCT

    def put_abs(self, e, bare):
        text = self.term(e.args[0])[0]
        if self.latex:
            if "|" in text or "frac" in text or self.tall:
                return self.joined("\\left|", text) + "\\right|", ATOM
            return self.r.choice([f"|{text}|", "\\lvert " + text + "\\rvert", "\\left|" + text + "\\right|"]), ATOM
        return (f"abs({text})" if "|" in text or self.chance(0.5) else f"|{text}|"), ATOM

    def put_floor(self, e, bare):
        text, name = self.term(e.args[0])[0], e.op
        if self.latex:
            if self.chance(0.5):
                return f"\\left\\l{name} {text} \\right\\r{name}", ATOM
            return f"\\l{name} {text} \\r{name}", ATOM
        if self.kind == "unicode":
            return {"floor": "⌊{}⌋", "ceil": "⌈{}⌉"}[name].format(text), ATOM
        return f"{name}({text})", ATOM

    def put_fact(self, e, bare):
        return self.at_least(e.args[0], ATOM) + "!", POWER

    def put_binom(self, e, bare):
        above, below = self.term(e.args[0])[0], self.term(e.args[1])[0]
        if self.latex:
            return self.r.choice(["\\binom", "\\binom", "\\dbinom"]) + self.braced(above) + self.braced(below), ATOM
        return f"binomial({above}, {below})", ATOM

    def put_series(self, e, bare):
        name, low, high = e.data
        sign = "\\sum" if e.op == "sum" else "\\prod"
        over = str(high) if len(str(high)) == 1 and self.chance(0.4) else self.braced(str(high))
        return f"{sign}_{{{name}={low}}}^{over} {self.at_least(e.args[0], PRODUCT, True)}", SUM

    def put_integral(self, e, bare):
        body = self.term(e.args[0])[0] if self.chance(0.4) else self.at_least(e.args[0], PRODUCT, True)
        low, high = self.term(e.args[1])[0], self.term(e.args[2])[0]
        low = low if len(low) == 1 and self.chance(0.6) else self.braced(low)
        high = high if len(high) == 1 and self.chance(0.6) else self.braced(high)
        return f"\\int_{low}^{high} {body}" + self.r.choice(["\\,", " ", "\\, "]) + "d" + e.data[0], SUM

    # -- structures

    def structure(self, e):
        return getattr(self, "write_" + {"or": "alternatives", "list": "series", "set": "braces"}.get(e.op, e.op))(e)

    def items(self, e):
        comma = self.r.choice([", ", ","])
        return comma.join(self.write_item(arg) for arg in e.args)

    def write_item(self, e):
        return self.structure(e) if e.op in STRUCTURES else self.term(e)[0]

    def write_braces(self, e):
        left, right = ("\\{", "\\}") if self.latex else ("{", "}")
        return self.parens(self.items(e), left, right)

    def write_series(self, e):
        return self.items(e)

    def write_alternatives(self, e):
        word = self.r.choice(["\\text{ or }", ", ", "\\;\\text{or}\\;"] if self.latex else [" or ", ", "])
        sign = self.r.choice(["=", " = "])
        return word.join(f"{e.data}{sign}{self.term(arg)[0]}" for arg in e.args)

    def write_pm(self, e):
        middle, offset, below = e.args
        sign = "\\pm " if self.latex else "±" if self.kind == "unicode" else "+/-"
        text = sign + self.at_least(offset, PRODUCT)
        if not (middle.op == "int" and middle.data == 0):
            text = self.term(middle)[0] + " " + text
        if below.op == "int" and below.data == 1:
            return text
        return self.frac(text, self.term(below)[0]) if self.latex else f"({text})/{self.at_least(below, ATOM)}"

    def write_tuple(self, e):
        if e.data == "vector" and self.latex:
            return self.parens(self.items(e), "\\langle ", "\\rangle ").strip()
        return self.parens(self.items(e), *("<>" if e.data == "vector" else "()"))

    def write_matrix(self, e):
        rows, columns = e.data
        cells = [self.term(arg)[0] for arg in e.args]
        lines = [cells[row * columns:(row + 1) * columns] for row in range(rows)]
        if not self.latex:
            return "[" + ", ".join("[" + ", ".join(line) + "]" for line in lines) + "]"
        body = self.r.choice([" \\\\ ", "\\\\"]).join(self.r.choice([" & ", "&"]).join(line) for line in lines)
        name = self.r.choice(["pmatrix", "bmatrix", "array"])
        if name == "array":
            return f"\\left(\\begin{{array}}{{{'c' * columns}}}{body}\\end{{array}}\\right)"
        return f"\\begin{{{name}}}{body}\\end{{{name}}}"

    def write_intervals(self, e):
        parts = []
        for part in e.args:
            left, right = "[" if part.data[0] else "(", "]" if part.data[1] else ")"
            parts.append(self.parens(self.items(part), left, right))
        return {"latex": " \\cup ", "plain": " U ", "unicode": " ∪ "}[self.kind].join(parts)

    def relation(self, closed, reverse):
        if not closed:
            return "<>"[reverse]
        if self.latex:
            return self.r.choice([" \\ge ", " \\geq "] if reverse else [" \\le ", " \\leq "])
        return {"plain": ("<=", ">="), "unicode": (" ≤ ", " ≥ ")}[self.kind][reverse]

    def write_ineq(self, e):
        texts = []
        for part in e.args:
            low, body, high = part.args
            middle = self.term(body)[0]
            if low.op == "neg" and low.args[0] is INFINITY:
                text = self.one_sided(middle, high, part.data[1], False)
            elif high is INFINITY:
                text = self.one_sided(middle, low, part.data[0], True)
            else:
                text = self.term(low)[0] + self.relation(part.data[0], 0) + middle
                text += self.relation(part.data[1], 0) + self.term(high)[0]
            texts.append(text)
        text = (self.r.choice(["\\text{ or }", " \\lor "]) if self.latex else " or ").join(texts)
        if self.latex and self.chance(0.12):
            return f"\\{{{e.data} " + self.r.choice(["\\mid", ":"]) + f" {text}\\}}"
        return text

    def one_sided(self, middle, end, closed, above):
        if self.chance(0.25):
            return self.term(end)[0] + self.relation(closed, not above) + middle
        return middle + self.relation(closed, above) + self.term(end)[0]

    def write_assign(self, e):
        return e.data + self.r.choice(["=", " = "]) + self.write_item(e.args[0])

    def write_eq(self, e):
        return self.term(e.args[0])[0] + self.r.choice(["=", " = "]) + self.term(e.args[1])[0]

    def amount(self, e):
        """A number before a unit: a minus or a fraction needs no parentheses there."""
        level = POWER if self.latex else ATOM
        return self.minus + self.at_least(e.args[0], level) if e.op == "neg" else self.at_least(e, level)

    def write_angle(self, e):
        number = self.amount(e.args[0])
        if self.latex:
            return number + self.r.choice(["^\\circ", "^{\\circ}", "^\\circ", "\\text{ degrees}"])
        return number + self.r.choice(["°", " degrees"])

    def write_unit(self, e):
        number = self.amount(e.args[0])
        name = self.r.choice(UNIT_NAMES.get(e.data, [e.data]))
        if name == "dollars" and self.chance(0.5):
            return ("\\$" if self.latex else "$") + number
        if not self.latex:
            return f"{number} {name}"
        name = re.sub(r"\^(\d)", r"}^\1", name) + ("}" if "^" not in name else "")
        return number + self.r.choice(["\\text{ ", "\\ \\text{", "\\,\\mathrm{", " \\mathrm{~"]) + name


OPERATIONS = {
    "+": "sum_of_terms", "*": "product", "/": "quotient", "^": "power", "ceil": "floor", "sum": "series",
    "prod": "series", "int_": "integral",
}


# ---------------------------------------------------------------- small random things

def nonzero(r, low, high):
    return r.choice([n for n in range(low, high + 1) if n])


def small_fraction(r, most=12):
    return Fraction(r.choice([-1, 1]) * r.randint(1, most), r.randint(1, most))


def squarefree(r, most=15):
    return r.choice([n for n in (2, 3, 5, 6, 7, 10, 11, 13, 14, 15) if n <= most])


def decimal(number):
    """The decimal that a fraction equals, if it has an end within 9 places."""
    for places in range(10):
        scaled = number * 10 ** places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            text = digits if places == 0 else digits[:-places] + "." + digits[-places:]
            leaf = E("dec", data=text) if places else wrap(int(text))
            return neg(leaf) if number < 0 else leaf
    return None


def number_form(r, number):
    """One of the ways to write a fraction."""
    size, forms = abs(number), []
    forms.append(wrap(size))
    if size.denominator > 1:
        k = r.randint(2, 6)
        forms.append(E("/", wrap(size.numerator * k), wrap(size.denominator * k)))
        if size > 1:
            forms.append(E("mixed", data=(*divmod(size.numerator, size.denominator), size.denominator)))
        if decimal(size):
            forms.append(decimal(size))
    elif size:
        k = r.randint(2, 6)
        forms.append(E("/", wrap(size.numerator * k), wrap(k)))
    if decimal(size * 100) and 0 < size < 5:
        forms.append(node("percent", decimal(size * 100)))
    form = r.choice(forms)
    return neg(form) if number < 0 else form


def twin(r):
    """The same simple number twice, mostly in two forms."""
    kind = r.randrange(6)
    if kind < 3:
        number = Fraction(nonzero(r, -9, 9)) if kind == 0 else small_fraction(r)
        forms = [form for form in (wrap(number), wrap(number), decimal(number)) if form]
        return r.choice(forms), r.choice(forms)
    if kind == 3:
        k, d = r.randint(2, 5), squarefree(r)
        return k * root(d), root(k * k * d)
    if kind == 4:
        a, b = r.randint(1, 7), r.randint(2, 7)
        return ratio(a, b) * PI, a * PI / b
    d = squarefree(r)
    return root(d) / d, 1 / root(d)


def shuffled(r, items):
    items = list(items)
    r.shuffle(items)
    return items


def reordered(r, e):
    """The same with terms and factors in another order."""
    args = [reordered(r, arg) for arg in e.args]
    if e.op == "+" and r.random() < 0.6 or e.op == "*" and r.random() < 0.2:
        r.shuffle(args)
    return e.replaced(args)


def varied(r, e):
    """An equal expression by small steps: another order, powers as products, roots as powers."""
    args = [varied(r, arg) if arg.op != "/" or r.random() < 0.5 else arg for arg in e.args]
    e = e.replaced(args)
    if e.op == "^" and e.args[1].op == "int" and e.args[1].data == 2 and r.random() < 0.15:
        return e.args[0] * e.args[0] if e.args[0].op == "sym" else e
    if e.op == "root" and r.random() < 0.1:
        return e.args[0] ** ratio(1, e.data)
    if e.op == "/" and e.args[0].op == "+" and r.random() < 0.2:
        below = e.args[1]
        return add(*[neg(term.args[0] / below) if term.op == "neg" else term / below for term in e.args[0].args])
    return reordered(r, e) if r.random() < 0.4 else e


def linear(r, v, most=7):
    return nonzero(r, -most, most) * v + nonzero(r, -most, most)


def letter(r, names="xyztab"):
    return sym(r.choice(names))


# ---------------------------------------------------------------- wrong neighbours

def sites(e, path=()):
    yield path, e
    if e.op not in ("sum", "prod", "int_"):
        for index, arg in enumerate(e.args):
            yield from sites(arg, path + (index,))


def replace_at(e, path, new):
    if not path:
        return new
    args = list(e.args)
    args[path[0]] = replace_at(args[path[0]], path[1:], new)
    return e.replaced(args)


SWAPS = {"sin": "cos", "cos": "sin", "tan": "cot", "cot": "tan", "sec": "csc", "csc": "sec", "sinh": "cosh",
         "cosh": "sinh", "arcsin": "arccos", "arccos": "arcsin", "arctan": "arcsin"}


def neighbours(r, e, names):
    """What a slip at this one place would give."""
    result = []
    if e.op == "int":
        result += [wrap(e.data + 1), wrap(e.data + r.choice([2, 10]))] + ([wrap(e.data - 1)] if e.data > 2 else [])
    if e.op == "dec":
        result += [E("dec", data=e.data + "0" * (11 - len(e.data.split(".")[1])) + "1"), E("dec", data=e.data + "1")]
    if e.op == "+":
        at = r.randrange(len(e.args))
        result += [add(*[neg(term) if index == at else term for index, term in enumerate(e.args)])]
        result += [add(*[term for index, term in enumerate(e.args) if index != at])]
    if e.op == "^" and e.args[1].op == "int":
        result += [e.args[0] ** (e.args[1].data + 1)]
    if e.op == "sym":
        result += [sym(name) for name in names if name != e.data]
    if e.op == "fn" and e.data in SWAPS:
        result += [fn(SWAPS[e.data], e.args[0])]
    if e.op == "/":
        result += [e.args[1] / e.args[0]]
    if e.op in ("*", "root", "fn", "^", "/", "+", "log"):
        result += [neg(e)]
    if e.op == "set" and len(e.args) > 1:
        result += [E("set", *e.args[1:]), E("set", *e.args, wrap(r.randint(20, 30)))]
    if e.op in ("tuple", "matrix") and len(e.args) > 1:
        result += [e.replaced(e.args[::-1])]
    if e.op == "interval":
        result += [E(e.op, *e.args, data=(not e.data[0], e.data[1])), E(e.op, *e.args, data=(e.data[0], not e.data[1]))]
    return result


def slipped(r, e):
    """The expression with one slip, or with 10^-12 added. It may still be equal; the check tells."""
    if e.op not in STRUCTURES and e.op != "eq" and r.random() < 0.08:
        return e + node("^", 10, -12)
    names, places = variables(e), [site for site in sites(e) if site[1].op != "neg"]
    for _ in range(20):
        path, place = r.choice(places)
        options = neighbours(r, place, names)
        if options and not infinite_end(e, path):
            return replace_at(e, path, r.choice(options))
    return None


def infinite_end(e, path):
    """Whether the slip would close an interval at infinity, which nobody writes."""
    for index in path:
        e = e.args[index]
    return e.op == "interval" and any(arg is INFINITY or arg.op == "neg" and arg.args[0] is INFINITY for arg in e.args)


# ---------------------------------------------------------------- families
#
# Each takes a source of randomness and returns (gold, equal prediction, list of wrong predictions for the gold).

def rationals(r):
    def tree(depth):
        if depth == 0:
            return wrap(r.choice([Fraction(r.randint(1, 9)), Fraction(r.randint(1, 9)), abs(small_fraction(r, 9))]))
        left, right, op = tree(depth - 1), tree(r.randrange(depth)), r.choice("+-*//")
        return {"+": left + right, "-": left - right, "*": left * right, "/": left / right}[op]

    while True:
        e = tree(r.choice([1, 2, 2, 3]))
        try:
            number = exact(e)
        except ZeroDivisionError:
            continue
        if number and abs(number.numerator) < 3000 and number.denominator < 800:
            break
    return number_form(r, number), e if r.random() < 0.6 else number_form(r, number), [
        number_form(r, number + 1), number_form(r, 1 / number), number_form(r, -number),
        wrap(number + Fraction(1, number.denominator + 1))]


def number_forms(r):
    number = small_fraction(r, 40)
    if r.random() < 0.6:
        number = Fraction(r.randint(-400, 400) or 7, r.choice([2, 4, 5, 8, 10, 16, 20, 25, 40, 50, 100, 125]))
    return number_form(r, number), number_form(r, number), [
        number_form(r, number / 10), number_form(r, -number), number_form(r, number + Fraction(1, 1000))]


def continued_fractions(r):
    e = wrap(r.randint(1, 6))
    for _ in range(r.randint(1, 3)):
        e = r.randint(1, 5) + r.randint(1, 4) / e
    return number_form(r, exact(e)), e, []


def radicals(r):
    d, k, a, b, c = squarefree(r), r.randint(2, 6), nonzero(r, -6, 6), nonzero(r, -5, 5), nonzero(r, -6, 6)
    kind = r.randrange(9)
    if kind == 0:
        return a * root(k * k * d), a * k * root(d), [a * k * k * root(d), root(k * d) * a]
    if kind == 1:
        f = squarefree(r)
        product = (a + b * root(d)) * (c + k * root(f))
        return from_sympy(sp.expand(to_sympy(product))), product, []
    if kind == 2:
        quotient = wrap(c) / (a + b * root(d))
        return from_sympy(sp.radsimp(to_sympy(quotient))), quotient, [wrap(c) / (a - b * root(d))]
    if kind == 3:
        return k * root(d, 3), root(k ** 3 * d, 3), [k * root(d), root(k * k * d, 3)]
    if kind == 4:
        return 1 / root(d, 3), root(d * d, 3) / d, [root(d, 3) / d]
    if kind == 5:
        f = squarefree(r)
        return root(d) * root(f, 3), root(d ** 3 * f ** 2, 6), [root(d * f, 6), root(d * f, 5)]
    if kind == 6:
        f = r.choice([n for n in (2, 3, 5, 7, 11) if n != d])
        return root(d + f + 2 * root(d * f)), root(d) + root(f), [root(d + f), root(d) - root(f)]
    if kind == 7:
        base, (p, q) = r.choice([(8, (2, 3)), (4, (3, 2)), (27, (2, 3)), (9, (5, 2)), (16, (3, 4)), (32, (3, 5))])
        return wrap(round(base ** (p / q))), base ** ratio(p, q), [base ** ratio(q, p)]
    terms = [nonzero(r, -4, 4) * root(r.randint(2, 6) ** 2 * r.choice([2, 3])) for _ in range(3)]
    return from_sympy(to_sympy(add(*terms))), add(*terms), []


def nested_radicals(r):
    a, b, d = r.randint(1, 7), r.randint(1, 5), squarefree(r, 11)
    inner = a * a + b * b * d
    plus = r.random() < 0.5
    if not plus and a * a < b * b * d:
        return root(inner - 2 * a * b * root(d)), b * root(d) - a, [a - b * root(d)]
    if plus:
        return root(inner + 2 * a * b * root(d)), a + b * root(d), [a - b * root(d), root(inner) + 2 * a * b * root(d)]
    return a - b * root(d), root(inner - 2 * a * b * root(d)), [b * root(d) - a]


def polynomials(r):
    names = r.choice(["x", "x", "y", "xy", "ab", "xyz", "t"])
    factors = []
    for _ in range(r.randint(2, 3)):
        first, second = sym(r.choice(names)), sym(r.choice(names))
        factors.append(r.choice([
            lambda: linear(r, first), lambda: first + nonzero(r, -5, 5) * second, lambda: linear(r, first) ** 2,
            lambda: first ** 2 + nonzero(r, -5, 5) * second + nonzero(r, -5, 5), lambda: first + nonzero(r, -6, 6),
        ])())
    product = mul(*factors)
    expanded = from_sympy(sp.expand(to_sympy(product)))
    pair = [product, expanded, from_sympy(sp.factor(to_sympy(product))), reordered(r, expanded)]
    gold, prediction = r.sample(pair, 2)
    return gold, prediction, []


def rational_functions(r):
    v = letter(r, "xxyta")
    other = sym("b" if v.data == "a" else "y" if v.data == "x" else "x")
    e = r.choice([
        lambda: nonzero(r, -5, 5) / linear(r, v, 5) + nonzero(r, -5, 5) / linear(r, v, 5),
        lambda: nonzero(r, -5, 5) / v + nonzero(r, -5, 5) / (v + nonzero(r, -5, 5)),
        lambda: linear(r, v) / (v + nonzero(r, -5, 5)),
        lambda: (v ** 2 - r.randint(1, 4) ** 2) / (linear(r, v) * (v + r.randint(1, 4))),
        lambda: v / other + other / v,
        lambda: 1 / (1 / v + 1 / other),
        lambda: (1 + r.randint(1, 5) / v) / (1 - r.randint(1, 5) / v),
        lambda: nonzero(r, -4, 4) + nonzero(r, -5, 5) / (v + nonzero(r, -4, 4)) ** 2,
    ])()
    s = to_sympy(e)
    if s.is_number:
        return rational_functions(r)
    forms = [e, from_sympy(sp.together(s)), from_sympy(sp.cancel(s)), from_sympy(sp.factor(s))]
    if len(s.free_symbols) == 1:
        forms.append(from_sympy(sp.apart(s)))
    above, below = sp.fraction(sp.together(s))
    k = r.choice([sp.Integer(2), sp.Integer(-1), sp.Integer(3)])
    forms.append(E("/", from_sympy(sp.expand(above * k)), from_sympy(sp.expand(below * k))))
    gold, prediction = r.sample(forms, 2)
    return gold, prediction, []


def exponents(r):
    n, m, v, b, k = sym("n"), sym("m"), letter(r, "xxyt"), r.randint(2, 7), r.randint(2, 4)
    a, c = r.randint(2, 9), r.randint(2, 5)
    return r.choice([
        lambda: (b ** (n + 1), b * b ** n, [b ** (n + 2), b ** n + b]),
        lambda: (b ** (n - 1), b ** n / b, [b ** n - b]),
        lambda: (b ** (n + k), wrap(b ** k) * wrap(b) ** n, [wrap(b * k) * wrap(b) ** n]),
        lambda: ((b ** k) ** n, b ** (k * n), [b ** (n + k)]),
        lambda: (v ** m * v ** n, v ** (m + n), [v ** (m * n)]),
        lambda: (v ** m / v ** n, v ** (m - n), [v ** (m / n)]),
        lambda: ((2 * c) ** n, 2 ** n * wrap(c) ** n, [2 * wrap(c) ** n]),
        lambda: (EULER ** (v + k), wrap(1) * EULER ** k * EULER ** v, [EULER ** k + EULER ** v, EULER ** (k * v)]),
        lambda: (EULER ** (k * ln(c)), wrap(c ** k), [wrap(c * k)]),
        lambda: (EULER ** (v + ln(c)), c * EULER ** v, [EULER ** v + c]),
        lambda: (EULER ** ln(v ** 2 + c), v ** 2 + c, [ln(v ** 2 + c)]),
        lambda: (wrap(c) ** v, EULER ** (v * ln(c)), [EULER ** (c * ln(v))]),
        lambda: (v ** -k, 1 / v ** k, [-v ** k, v ** ratio(1, k)]),
        lambda: (a * v ** 7 / v ** k, a * v ** (7 - k), [a * v ** (7 + k)]),
        lambda: ((a * v ** k) ** 2, a * a * v ** (2 * k), [a * v ** (2 * k), a * a * v ** (k + 2)]),
        lambda: (root(v) * wrap(a), a * v ** ratio(1, 2), [a * v ** -2]),
        lambda: (a * v ** ratio(2, 3), a * root(v, 3) ** 2, [a * v ** ratio(3, 2)]),
        lambda: (b ** n + b ** n, 2 * wrap(b) ** n, [b ** (2 * n)]),
        lambda: (b ** (n + 1) - b ** n, (b - 1) * wrap(b) ** n, [wrap(b)]),
        lambda: ((EULER ** v) ** k, EULER ** (k * v), [EULER ** (v ** k)]),
        lambda: ((EULER ** v + a) * (EULER ** v - a), EULER ** (2 * v) - a * a, [EULER ** (v ** 2) - a * a]),
        lambda: (EULER ** (a * v) / EULER ** (c * v), EULER ** ((a - c) * v) if a != c else wrap(1), []),
        lambda: (ratio(1, b) ** n, b ** -n, [-b ** n]),
        lambda: (a * EULER ** -v, a / EULER ** v, [-a * EULER ** v]),
    ])()


def logs(r):
    v, a, b, c, k = letter(r, "xxytz"), r.randint(2, 12), r.randint(2, 12), r.randint(2, 10), r.randint(2, 4)
    if a == b:
        b += 1
    return r.choice([
        lambda: (ln(a) + ln(b), ln(a * b), [ln(a + b), ln(a) * ln(b)]),
        lambda: (ln(a) - ln(b), ln(ratio(a, b)), [ln(a) / ln(b)]),
        lambda: (k * ln(a), ln(a ** k), [ln(k * a), ln(a) ** k]),
        lambda: (log(a, a ** k), wrap(k), [wrap(k + 1), wrap(a)]),
        lambda: (log(a, b), ln(b) / ln(a), [ln(a) / ln(b), ln(b) - ln(a)]),
        lambda: (log(a, b), log(c, b) / log(c, a), [log(c, a) / log(c, b)]),
        lambda: (log(a ** 2, b), log(a, b) / 2, [2 * log(a, b)]),
        lambda: (ln(v ** 2 + a) + ln(b), ln(b * v ** 2 + a * b), [ln(v ** 2 + a + b)]),
        lambda: (ln(a * v), ln(a) + ln(v), [a * ln(v), ln(a) * ln(v)]),
        lambda: (ln(root(v ** 2 + a)), ln(v ** 2 + a) / 2, [ln(v ** 2 + a) ** ratio(1, 2)]),
        lambda: (ln(v ** 3), 3 * ln(v), [ln(v) ** 3]),
        lambda: (ln(v ** 2), 2 * ln(absolute(v)), [ln(v) ** 2, ln(2 * v)]),
        lambda: (log(2, 8 * v), 3 + log(2, v), [3 * log(2, v)]),
        lambda: (-ln(v), ln(1 / v), [1 / ln(v)]),
        lambda: (ln(EULER ** k * v), k + ln(v), [k * ln(v)]),
        lambda: (wrap(a) ** log(c, b), wrap(b) ** log(c, a), []),
        lambda: (log(a, b) * log(b, c), log(a, c), [log(c, a)]),
        lambda: (ln((v ** 2 + a) / (v ** 2 + b)), ln(v ** 2 + a) - ln(v ** 2 + b), [ln(v ** 2 + a) / ln(v ** 2 + b)]),
        lambda: (EULER ** (ratio(1, 2) * ln(a)), root(a), [ratio(a, 2)]),
        lambda: (log(10, a * 10 ** k), k + log(10, a), [k * log(10, a)]),
    ])()


def trig_identities(r):
    names = r.choice([("x", "y"), ("x", "y"), ("theta", "alpha"), ("alpha", "beta"), ("a", "b")])
    s, t = sym(names[0]), sym(names[1])
    sec, csc, cot = (lambda a: fn("sec", a)), (lambda a: fn("csc", a)), (lambda a: fn("cot", a))
    p, q = r.sample(range(1, 7), 2)
    first, second = (p * s, q * s) if r.random() < 0.5 else (s, t)
    left, right = r.choice([
        lambda: (sin(2 * s), 2 * sin(s) * cos(s)), lambda: (cos(2 * s), cos(s) ** 2 - sin(s) ** 2),
        lambda: (cos(2 * s), 1 - 2 * sin(s) ** 2), lambda: (cos(2 * s), 2 * cos(s) ** 2 - 1),
        lambda: (tan(2 * s), 2 * tan(s) / (1 - tan(s) ** 2)),
        lambda: (sin(first + second), sin(first) * cos(second) + cos(first) * sin(second)),
        lambda: (cos(first - second), cos(first) * cos(second) + sin(first) * sin(second)),
        lambda: (2 * sin(first) * cos(second), sin(first + second) + sin(first - second)),
        lambda: (2 * cos(first) * cos(second), cos(first - second) + cos(first + second)),
        lambda: (2 * sin(first) * sin(second), cos(first - second) - cos(first + second)),
        lambda: (sin(first) + sin(second), 2 * sin((first + second) / 2) * cos((first - second) / 2)),
        lambda: (tan(s), sin(s) / cos(s)), lambda: (cot(s), cos(s) / sin(s)), lambda: (sec(s), 1 / cos(s)),
        lambda: (csc(s), 1 / sin(s)), lambda: (sec(s) ** 2, 1 + tan(s) ** 2), lambda: (csc(s) ** 2 - 1, cot(s) ** 2),
        lambda: (sin(s) ** 2, (1 - cos(2 * s)) / 2), lambda: (cos(s) ** 2, (1 + cos(2 * s)) / 2),
        lambda: (sin(s) ** 2 + cos(s) ** 2, wrap(1)), lambda: (sin(PI / 2 - s), cos(s)), lambda: (sin(PI - s), sin(s)),
        lambda: (cos(PI + s), -cos(s)), lambda: (tan(s + PI), tan(s)), lambda: (sin(-s), -sin(s)),
        lambda: (cos(-s), cos(s)), lambda: (tan(s / 2), (1 - cos(s)) / sin(s)),
        lambda: (tan(s / 2), sin(s) / (1 + cos(s))),
        lambda: (sin(s) ** 4 - cos(s) ** 4, -cos(2 * s)), lambda: (tan(s) + cot(s), 2 / sin(2 * s)),
        lambda: (sin(3 * s), 3 * sin(s) - 4 * sin(s) ** 3), lambda: (cos(3 * s), 4 * cos(s) ** 3 - 3 * cos(s)),
        lambda: (sin(s) + cos(s), root(2) * sin(s + PI / 4)), lambda: ((sin(s) + cos(s)) ** 2, 1 + sin(2 * s)),
        lambda: (sin(4 * s), from_sympy(sp.expand_trig(sp.sin(4 * to_sympy(s))))),
    ])()
    k, c = r.choice([1, 1, 1, 2, 3, 5]), r.choice([0, 0, 0, 1, -2, 4])
    gold = k * left + c if c else k * left
    prediction = k * right + c if c else k * right
    return gold, prediction, [k * left - (c or 1)] if r.random() < 0.3 else []


def trig_values(r):
    below = r.choice([12, 12, 12, 5, 10, 8, 6, 4, 3])
    angle = Fraction(nonzero(r, -2 * below, 2 * below), below)
    name = r.choice(["sin", "cos", "tan", "sin", "cos", "tan", "sec", "csc", "cot"])
    s = sp.pi * angle.numerator / angle.denominator
    of_sympy = {"sec": lambda t: 1 / sp.cos(t), "csc": lambda t: 1 / sp.sin(t), "cot": lambda t: 1 / sp.tan(t)}
    exact_value = {"sin": sp.sin, "cos": sp.cos, "tan": sp.tan, **of_sympy}[name](s)
    if not exact_value.is_finite or exact_value.has(sp.sin, sp.cos, sp.tan):
        return trig_values(r)
    gold = from_sympy(sp.radsimp(exact_value))
    multiple = from_sympy(s)
    argument = multiple if r.random() < 0.6 else node("deg", abs(angle) * 180)
    if argument.op == "deg" and angle < 0:
        argument = neg(argument)
    wrong = [fn(SWAPS[name], argument), -fn(name, argument)]
    return gold, fn(name, argument), wrong


def inverse_trig(r):
    v, a, b = letter(r, "xxyt"), r.randint(2, 7), r.randint(2, 7)
    arcsin, arccos, arctan = (lambda e: fn("arcsin", e)), (lambda e: fn("arccos", e)), (lambda e: fn("arctan", e))
    p, q, h = r.choice([(3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29)])
    return r.choice([
        lambda: (arcsin(ratio(1, 2)), PI / 6, [PI / 3, wrap(30)]),
        lambda: (arccos(ratio(-1, 2)), 2 * PI / 3, [PI / 3, -PI / 3]),
        lambda: (arctan(root(3)), PI / 3, [PI / 6]),
        lambda: (arccos(root(3) / 2) + arctan(1), 5 * PI / 12, [7 * PI / 12]),
        lambda: (cos(arcsin(v)), root(1 - v ** 2), [root(1 + v ** 2), 1 - v ** 2]),
        lambda: (sin(arctan(v)), v / root(1 + v ** 2), [1 / root(1 + v ** 2)]),
        lambda: (cos(arctan(v)), 1 / root(v ** 2 + 1), [v / root(v ** 2 + 1)]),
        lambda: (tan(arcsin(v)), v / root(1 - v ** 2), [root(1 - v ** 2) / v]),
        lambda: (arctan(ratio(1, 2)) + arctan(ratio(1, 3)), PI / 4, [PI / 3, arctan(ratio(5, 6))]),
        lambda: (arccos(-v), PI - arccos(v), [-arccos(v), arccos(v)]),
        lambda: (arcsin(-v), -arcsin(v), [arcsin(v)]),
        lambda: (sin(2 * arctan(v)), 2 * v / (1 + v ** 2), [2 * v / (1 - v ** 2)]),
        lambda: (sin(arccos(ratio(p, h))), ratio(q, h), [ratio(p, h), ratio(-q, h)]),
        lambda: (arcsin(ratio(p, h)), arctan(ratio(p, q)), [arctan(ratio(q, p))]),
        lambda: (arcsin(ratio(p, h)), PI / 2 - arccos(ratio(p, h)), [arccos(ratio(p, h))]),
        lambda: (arctan(ratio(1, a)) + arctan(ratio(1, b)),
                 arctan(ratio(a + b, a * b - 1)), [arctan(ratio(a + b, a * b + 1))]),
        lambda: (2 * arctan(ratio(1, a)), arctan(ratio(2 * a, a * a - 1)), [arctan(ratio(2, a))]),
        lambda: (PI - arctan(a), PI / 2 + arctan(ratio(1, a)), [PI + arctan(a), arctan(-a)]),
    ])()


def hyperbolic(r):
    v, w, k = letter(r, "xxt"), sym("y"), r.randint(2, 6)
    sinh, cosh, tanh = (lambda e: fn("sinh", e)), (lambda e: fn("cosh", e)), (lambda e: fn("tanh", e))
    return r.choice([
        lambda: (cosh(v) ** 2 - sinh(v) ** 2 + k, wrap(k + 1), [wrap(k - 1)]),
        lambda: (sinh(2 * v), 2 * sinh(v) * cosh(v), [2 * sinh(v)]),
        lambda: (cosh(2 * v), 2 * cosh(v) ** 2 - 1, [1 - 2 * sinh(v) ** 2]),
        lambda: (sinh(v), (EULER ** v - EULER ** -v) / 2, [(EULER ** v + EULER ** -v) / 2]),
        lambda: (cosh(v), (EULER ** (2 * v) + 1) / (2 * EULER ** v), [(EULER ** v + 1) / 2]),
        lambda: (tanh(v), sinh(v) / cosh(v), [cosh(v) / sinh(v)]),
        lambda: (tanh(v), (EULER ** (2 * v) - 1) / (EULER ** (2 * v) + 1), [(EULER ** v - 1) / (EULER ** v + 1)]),
        lambda: (cosh(v + w), cosh(v) * cosh(w) + sinh(v) * sinh(w), [cosh(v) * cosh(w) - sinh(v) * sinh(w)]),
        lambda: (fn("arsinh", v), ln(v + root(v ** 2 + 1)), [ln(v + root(v ** 2 - 1))]),
        lambda: (fn("artanh", v), ln((1 + v) / (1 - v)) / 2, [ln((1 - v) / (1 + v)) / 2]),
        lambda: (sinh(ln(k)), ratio(k * k - 1, 2 * k), [ratio(k * k + 1, 2 * k)]),
        lambda: (cosh(ln(k)), ratio(k * k + 1, 2 * k), [wrap(k)]),
        lambda: (1 - tanh(v) ** 2, 1 / cosh(v) ** 2, [1 + tanh(v) ** 2]),
        lambda: (k * cosh(v) + k * sinh(v), k * EULER ** v, [k * EULER ** -v]),
    ])()


def complex_numbers(r):
    def number(p, q):
        q_part = wrap(abs(q)) * IMAGINARY
        q_part = neg(q_part) if q < 0 else q_part
        return q_part if p == 0 else wrap(p) if q == 0 else wrap(p) + q_part

    a, b, c, d, n = *[nonzero(r, -6, 6) for _ in range(4)], r.randint(2, 5)
    first, second = number(a, b), number(c, d)
    kind = r.randrange(10)
    if kind == 0:
        return number(a * c - b * d, a * d + b * c), first * second, [number(a * c + b * d, a * d + b * c)]
    if kind == 1:
        size = c * c + d * d
        p, q = Fraction(a * c + b * d, size), Fraction(b * c - a * d, size)
        return number(p, q), first / second, [number(p, -q) if q else number(p, 1)]
    if kind == 2:
        power_ = sp.expand((a + b * sp.I) ** n)
        p, q = int(sp.re(power_)), int(sp.im(power_))
        return number(p, q), first ** n, [number(-p, q) if p else number(1, q)]
    if kind == 3:
        return absolute(first), root(a * a + b * b), [wrap(a * a + b * b), root(abs(a * a - b * b) + 1)]
    if kind == 4:
        size, below = r.randint(1, 6), r.choice([3, 4, 6])
        angle = r.choice([k for k in range(-below + 1, below) if k])
        s = sp.pi * angle / below
        cartesian = from_sympy(sp.expand(size * (sp.cos(s) + sp.I * sp.sin(s))))
        multiple = from_sympy(s)
        polar = size * EULER ** (IMAGINARY * multiple)
        if r.random() < 0.4:
            polar = size * (cos(multiple) + IMAGINARY * sin(multiple))
        return cartesian, polar, [size * EULER ** multiple, size * EULER ** (-IMAGINARY * multiple)]
    if kind == 5:
        return fn("conj", first), number(a, -b), [first, number(-a, b)]
    if kind == 6:
        k, units_ = r.randint(2, 40), [number(1, 0), number(0, 1), number(-1, 0), number(0, -1)]
        return IMAGINARY ** k, units_[k % 4], [units_[k % 4 - 1]]
    if kind == 7:
        k = squarefree(r)
        return root(-k * n * n), n * IMAGINARY * root(k), [-n * root(k), wrap(n) * root(k)]
    if kind == 8:
        return number(a, b), number(2 * a, 2 * b) / 2, [number(b, a) if a != b else number(-a, b), number(a, -b)]
    return first + second, number(a + c, b + d) if (a + c or b + d) else wrap(0), [first - second]


def factorials(r):
    n, k = r.randint(4, 9), r.randint(1, 3)
    choose = sp.binomial(n, k)
    product = mul(*[wrap(j) for j in range(n, n - k, -1)])
    return r.choice([
        lambda: (factorial(n), wrap(int(sp.factorial(n))), [factorial(n - 1), wrap(int(sp.factorial(n)) + 1)]),
        lambda: (factorial(n) / factorial(n - k), product, [factorial(k)]),
        lambda: (binomial(n, k), wrap(int(choose)), [binomial(n, k + 1) if 2 * k + 1 != n else wrap(2)]),
        lambda: (binomial(n, k), factorial(n) / (factorial(k) * factorial(n - k)),
                 [factorial(n) / factorial(n - k)] if k > 1 else []),
        lambda: (binomial(n, k), binomial(n, n - k), [binomial(n + 1, k)]),
        lambda: (binomial(n, k) + binomial(n, k + 1), binomial(n + 1, k + 1), [binomial(n, k + 1)]),
        lambda: (binomial(n, 2) * ratio(1, 2 ** k), ratio(n * (n - 1), 2 ** (k + 1)), []),
        lambda: (factorial(n) - factorial(n - 1), (n - 1) * factorial(n - 1), [factorial(1)]),
    ])()


def symbolic_factorials(r):
    n, k, c = sym("n"), sym("k"), r.randint(2, 6)
    return r.choice([
        lambda: (factorial(n + 1) / factorial(n), n + 1, [n, n + 2]),
        lambda: (factorial(n + 2) / factorial(n), (n + 1) * (n + 2), [n * (n + 1)]),
        lambda: (c * factorial(n + 1), c * (n + 1) * factorial(n), [c * n * factorial(n)]),
        lambda: (binomial(n, 2), n * (n - 1) / 2, [n * (n + 1) / 2]),
        lambda: (binomial(n + 1, 2), n * (n + 1) / 2, [n * (n - 1) / 2]),
        lambda: (binomial(n, 3), n * (n - 1) * (n - 2) / 6, [n * (n - 1) * (n - 2) / 3]),
        lambda: (binomial(n, k), binomial(n, n - k), [binomial(n + 1, k)]),
        lambda: (binomial(n, k), factorial(n) / (factorial(k) * factorial(n - k)), [factorial(n) / factorial(k)]),
        lambda: (binomial(n + 1, k), binomial(n, k) + binomial(n, k - 1), [binomial(n, k) + binomial(n, k + 1)]),
        lambda: (factorial(2 * n) / factorial(n) ** 2, binomial(2 * n, n), [binomial(n, 2)]),
        lambda: (c * n * factorial(n), c * (factorial(n + 1) - factorial(n)), [c * factorial(n + 1)]),
        lambda: (n * factorial(n - 1) + c, factorial(n) + c, [factorial(n - 1) + c]),
        lambda: (k * binomial(n, k), n * binomial(n - 1, k - 1), [n * binomial(n - 1, k)]),
    ])()


def absolute_values(r):
    v, w, k, a = letter(r, "xxyt"), sym("z"), r.randint(2, 7), r.randint(1, 6)
    b = nonzero(r, -6, 6)
    return r.choice([
        lambda: (absolute(v), root(v ** 2), [v, -v, root(v) ** 2]),
        lambda: (root((v + b) ** 2), absolute(v + b), [v + b]),
        lambda: (absolute(-v), absolute(v), [v]),
        lambda: (absolute(k * v), k * absolute(v), [k * v]),
        lambda: (absolute(v - w), absolute(w - v), [v - w, absolute(v) - absolute(w)]),
        lambda: (absolute(v) ** 2 + a, v ** 2 + a, [absolute(v) + a]),
        lambda: (absolute(v * w), absolute(v) * absolute(w), [v * w]),
        lambda: (root(v ** 2 + 2 * a * v + a * a), absolute(v + a), [v + a, absolute(v) + a]),
        lambda: (root(v ** 4), v ** 2, [-v ** 2, absolute(v)]),
        lambda: (root(k * k * v ** 2), k * absolute(v), [k * v]),
        lambda: (root(v ** 6), absolute(v) ** 3, [v ** 3]),
        lambda: (absolute(v / w), absolute(v) / absolute(w), [v / w]),
        lambda: (absolute(PI - 4), 4 - PI, [PI - 4]),
        lambda: (absolute(root(2) - k), k - root(2), [root(2) - k]),
        lambda: (absolute(root(3) - 1) + absolute(root(3) - 2), wrap(1), [2 * root(3) - 3]),
        lambda: (v * absolute(v), absolute(v) ** 3 / v, [v ** 2, absolute(v) ** 2]),
        lambda: (absolute(wrap(-k)) + a, wrap(k + a), [wrap(a - k)]),
        lambda: (absolute(v) + absolute(-v), 2 * absolute(v), [wrap(0), 2 * v]),
    ])()


def floors(r):
    number, k = small_fraction(r, 30), r.randint(2, 90)
    low = number.numerator // number.denominator
    up = -(-number.numerator // number.denominator)
    return r.choice([
        lambda: (node("floor", number), wrap(low), [wrap(low + 1), wrap(low - 1)]),
        lambda: (node("ceil", number), wrap(up), [wrap(up + 1), wrap(up - 1)]),
        lambda: (node("floor", root(k)), wrap(int(mp.floor(mp.sqrt(k)))), [wrap(int(mp.floor(mp.sqrt(k))) + 1)]),
        lambda: (node("ceil", root(k)), wrap(int(mp.ceil(mp.sqrt(k)))), [wrap(int(mp.ceil(mp.sqrt(k))) - 1)]),
        lambda: (node("floor", k * PI), wrap(int(mp.floor(k * mp.pi))), [wrap(int(mp.ceil(k * mp.pi)))]),
        lambda: (node("floor", log(2, k)), wrap(k.bit_length() - 1), [wrap(k.bit_length())]),
        lambda: (node("floor", number) + node("ceil", number), wrap(low + up), [wrap(2 * low - 1), wrap(2 * up + 1)]),
        lambda: (-node("floor", number), node("ceil", -wrap(number)),
                 [node("floor", -wrap(number))] if low != up else []),
    ])()


def sums_products(r):
    k, n, v = sym("k"), r.randint(3, 8), letter(r, "xxay")
    a, b, base = r.randint(1, 5), nonzero(r, -5, 5), r.choice([2, 3])
    series = lambda op, body, low, high: E(op, body, data=("k", low, high))
    total = sum(a * j * j + b * j for j in range(1, n + 1))
    return r.choice([
        lambda: (series("sum", a * k + b, 1, n), wrap(sum(a * j + b for j in range(1, n + 1))), []),
        lambda: (series("sum", a * k ** 2 + b * k, 1, n), wrap(total), [wrap(total + a)]),
        lambda: (series("sum", base ** k, 0, n), wrap((base ** (n + 1) - 1) // (base - 1)), [wrap(base ** n)]),
        lambda: (series("sum", 1 / (k * (k + 1)), 1, n), ratio(n, n + 1), [ratio(n + 1, n)]),
        lambda: (series("prod", 1 + 1 / k, 1, n), wrap(n + 1), [wrap(n)]),
        lambda: (series("prod", k, 1, n), factorial(n), [factorial(n - 1)]),
        lambda: (series("sum", k * v, 1, n), wrap(n * (n + 1) // 2) * v, [n * v]),
        lambda: (series("sum", v ** k, 1, 3), v + v ** 2 + v ** 3, [v + v ** 2, 1 + v + v ** 2]),
        lambda: (series("sum", 1 / wrap(base) ** k, 1, n), ratio(base ** n - 1, (base - 1) * base ** n), [wrap(1)]),
        lambda: (series("sum", binomial(n, k), 0, n), wrap(2 ** n), [wrap(2 ** n - 1)]),
    ])()


def integrals(r):
    t, a = sym("t"), sym("a")
    v = r.choice([x, x, t])
    low, high = r.randint(-2, 1), r.randint(2, 4)
    degree = r.randint(1, 3)
    coefficients = [r.randint(-4, 4) for _ in range(degree)] + [nonzero(r, -4, 4)]
    terms = [wrap(c) * v ** p if p > 1 else wrap(c) * v if p else wrap(c) for p, c in enumerate(coefficients) if c]
    body = add(*reversed(terms))
    if r.random() < 0.25:
        n, c = r.randint(1, 3), r.randint(1, 5)
        return E("int_", c * v ** n if n > 1 else c * v, wrap(0), a, data=(v.data,)), c * a ** (n + 1) / (n + 1), [
            c * a ** n / n, c * v ** (n + 1) / (n + 1)]
    total = sum(Fraction(c, p + 1) * (high ** (p + 1) - low ** (p + 1)) for p, c in enumerate(coefficients))
    gold = E("int_", body, wrap(low), wrap(high), data=(v.data,))
    return gold, number_form(r, total), [wrap(-total), wrap(total + 1)]


def distinct_twins(r, how_many):
    """Pairs of equal numbers, the pairs apart from each other."""
    pairs, values = [], []
    while len(pairs) < how_many:
        pair = twin(r)
        number = value(pair[0], {})
        if all(abs(number - other) > 0.01 for other in values):
            pairs.append(pair)
            values.append(number)
    return pairs


def sets(r):
    pairs = distinct_twins(r, r.randint(2, 4))
    others = [other for _, other in shuffled(r, pairs)]
    if r.random() < 0.3:
        others.append(pairs[0][0])
    if r.random() < 0.25:
        a, b = distinct_twins(r, 2)
        element = E("tuple", a[0], b[0])
        return E("set", element, E("tuple", b[0], a[0])), E("set", E("tuple", b[1], a[1]), E("tuple", a[1], b[1])), [
            E("set", element), E("set", E("tuple", a[0], a[0]), E("tuple", b[0], a[0]))]
    return E("set", *[first for first, _ in pairs]), E("set", *others), [E("set", *others[:1])]


def two_values(r):
    v = r.choice("xxyn")
    if r.random() < 0.5:
        b = wrap(r.randint(1, 9)) if r.random() < 0.4 else r.randint(1, 4) * root(squarefree(r))
        gold = E("pm", wrap(0), b, wrap(1))
        values, single = [b, neg(b)], [b, 2 * b]
    else:
        a, d, below = nonzero(r, -6, 6), squarefree(r), r.choice([1, 2, 3])
        gold = E("pm", wrap(a), root(d), wrap(below))
        over = (lambda e: e) if below == 1 else (lambda e: e / below)
        values, single = [over(a + root(d)), over(a - root(d))], [over(a + root(d)), over(-a - root(d))]
    values = shuffled(r, values)
    form = r.choice([E("list", *values), E("set", *values), E("or", *values, data=v)])
    if form.op == "or" and r.random() < 0.5:
        gold = E("assign", gold, data=v)
    wrong = [E("list", values[0]), E("list", *single) if single != values[:2] else E("list", values[1])]
    wrong += [E("list", values[0], values[0] + 1), E("list", values[0] + 1, values[1] + 1)]
    return (gold, form, wrong) if r.random() < 0.8 else (form, gold, [])


def interval(low, high, closed_low, closed_high):
    return E("interval", low, high, data=(closed_low, closed_high))


def random_intervals(r, parts):
    """Disjoint intervals from left to right, each with its twin of equal ends."""
    ends = sorted(r.sample(range(-9, 10), 2 * parts))
    result = []
    for index in range(parts):
        pair = []
        for end in ends[2 * index:2 * index + 2]:
            number = Fraction(end) + r.choice([0, 0, Fraction(1, 2), Fraction(1, 3)])
            pair.append((wrap(number), r.choice([wrap(number), decimal(number) or wrap(number)])))
        closed = [r.random() < 0.5, r.random() < 0.5]
        if index == 0 and r.random() < 0.4:
            pair[0], closed[0] = (neg(INFINITY),) * 2, False
        if index == parts - 1 and r.random() < 0.4:
            pair[1], closed[1] = (INFINITY,) * 2, False
        result.append([interval(pair[0][side], pair[1][side], *closed) for side in (0, 1)])
    return result


def whole_line(parts):
    return len(parts) == 1 and all(infinite(arg) for arg in parts[0][0].args)


def infinite(e):
    return e is INFINITY or e.op == "neg" and e.args[0] is INFINITY


def intervals(r):
    parts = random_intervals(r, r.choice([1, 1, 2, 2, 3]))
    if whole_line(parts):
        return intervals(r)
    gold, prediction = [part[0] for part in parts], shuffled(r, [part[1] for part in parts])
    wrong = [E("intervals", *gold[1:])] if len(gold) > 1 else []
    return E("intervals", *gold), E("intervals", *prediction), wrong


def inequalities(r):
    parts = random_intervals(r, r.choice([1, 1, 1, 2]))
    if whole_line(parts):
        return inequalities(r)
    name = r.choice("xxxyt")
    v = sym(name)

    def chain(part, body=v, scale=Fraction(1), shift=0):
        ends = [end if infinite(end) else wrap(exact(end) * abs(scale) + shift) for end in part.args]
        closed = part.data
        if scale < 0:  # low < v < high becomes -high < -v < -low
            ends = [neg(end) if infinite(end) else wrap(-exact(end) + 2 * shift) for end in reversed(ends)]
            closed = closed[::-1]
        return E("chain", ends[0], body, ends[1], data=closed)

    simple = E("ineq", *[chain(part[0]) for part in parts], data=name)
    k, shift = r.choice([-3, -2, -1, 2, 3, 5]), r.choice([0, 0, 1, -2, 4])
    body = wrap(k) * v if shift == 0 else wrap(k) * v + shift
    scaled = E("ineq", *[chain(part[0], body, Fraction(k), shift) for part in parts], data=name)
    union = E("intervals", *[part[1] for part in shuffled(r, parts)])
    toggled = []
    for (part, _) in parts:
        closed = [closed if infinite(end) else not closed for closed, end in zip(part.data, part.args)]
        toggled.append(interval(*part.args, *closed))
    first, second = r.choice([(simple, union), (union, simple), (simple, scaled), (scaled, simple), (scaled, union)])
    return first, second, [E("intervals", *toggled), E("ineq", *[chain(part) for part in toggled], data=name),
                           E("ineq", *[chain(part[0], -v) for part in parts], data=name)]


def tuples(r):
    pairs = [twin(r) for _ in range(r.randint(2, 4))]
    if r.random() < 0.2:
        v = letter(r, "xta")
        pairs[0] = (2 * v + 2, 2 * (v + 1))
    kind = r.choice([None, None, "vector"])
    first, second = [E("tuple", *[pair[side] for pair in pairs], data=kind) for side in (0, 1)]
    return first, second, [E("tuple", *second.args[1:], second.args[0], data=kind),
                           E("tuple", *second.args, wrap(0), data=kind)]


def matrices(r):
    rows, columns = r.choice([(2, 2), (2, 2), (2, 3), (3, 1), (2, 1), (3, 3)])
    pairs = [twin(r) if r.random() < 0.35 else (wrap(r.randint(-9, 9)),) * 2 for _ in range(rows * columns)]
    first, second = [E("matrix", *[pair[side] for pair in pairs], data=(rows, columns)) for side in (0, 1)]
    turned = [second.args[row * columns + column] for column in range(columns) for row in range(rows)]
    # Columns and rows are told apart by few, so vectors are not turned.
    return first, second, [E("matrix", *turned, data=(columns, rows))] if columns > 1 else []


def equations(r):
    a, b, c, k = nonzero(r, -7, 7), nonzero(r, -7, 7), nonzero(r, -9, 9), nonzero(r, -4, 5)
    equal = lambda left, right: E("eq", wrap(left), wrap(right))
    kind = r.randrange(4)
    if kind == 0:
        terms = [wrap(a) * x, wrap(b) * y, wrap(c)]
        forms = [equal(add(*terms), 0), equal(add(*terms[:2]), -c), equal(terms[0], -wrap(b) * y - c),
                 equal(add(wrap(k * a) * x, wrap(k * b) * y), -k * c), equal(-c, add(*terms[:2]))]
        wrong = [equal(add(*terms[:2]), c), equal(terms[0] - wrap(b) * y, -c)]
    elif kind == 1:
        m = small_fraction(r, 5)
        line = wrap(m) * x + c
        forms = [equal(y, line), equal(line, y), equal(y - c, wrap(m) * x), equal(wrap(k) * y, wrap(k * m) * x + k * c),
                 equal(wrap(m.numerator) * x - m.denominator * y + c * m.denominator, 0)]
        wrong = [equal(y, wrap(-m) * x + c), equal(y, wrap(m) * x - c), equal(y, wrap(1 / m) * x + c)]
    elif kind == 2:
        square = r.randint(1, 30)
        centre = (x - a) ** 2 + (y - b) ** 2
        rest = a * a + b * b - square
        expanded = x ** 2 + y ** 2 - wrap(2 * a) * x - wrap(2 * b) * y
        forms = [equal(centre, square), equal(square, centre), equal(expanded, -rest), equal(centre - square, 0),
                 equal(k * centre, k * square)]
        wrong = [equal((x + a) ** 2 + (y - b) ** 2, square), equal(centre, square + 1)]
    else:
        parabola = wrap(a) * (x - b) ** 2 + c
        forms = [equal(y, parabola), equal(y - c, wrap(a) * (x - b) ** 2),
                 equal(y, from_sympy(sp.expand(to_sympy(parabola)))), equal(wrap(k) * y, k * parabola)]
        wrong = [equal(y, wrap(a) * (x + b) ** 2 + c), equal(y, wrap(-a) * (x - b) ** 2 + c)]
    first, second = r.sample(forms, 2)
    return first, second, wrong


def assignments(r):
    first, second = twin(r)
    name = r.choice("xxyntk")
    with_name = r.choice([(True, False), (False, True), (True, True)])
    gold = E("assign", first, data=name) if with_name[0] else first
    prediction = E("assign", second, data=name) if with_name[1] else second
    return gold, prediction, [E("assign", first + 1, data=name), -second]


def bases(r):
    number, base, other = r.randint(5, 400), r.choice([2, 3, 4, 5, 6, 7, 8, 9, 12, 16]), r.choice([2, 4, 8, 10, 16])

    def digits(n, b):
        text = ""
        while n:
            n, digit = divmod(n, b)
            text = "0123456789ABCDEF"[digit] + text
        return text

    form = lambda n, b: E("based", data=(digits(n, b), b))
    second = wrap(number) if r.random() < 0.2 else form(number, r.choice([base, other]))
    wrong = [form(number + 1, base), form(number - 1, other)]
    if base < 16 and digits(number, base).isdigit() and len(digits(number, base)) > 1:
        wrong.append(E("based", data=(digits(number, base), base + 1)))
    return form(number, base), second, wrong


def scientific(r):
    digits, exponent = r.randint(11, 999), r.choice([-6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 8, 11])
    mantissa = f"{str(digits)[0]}.{str(digits)[1:]}"
    e = E("sci", data=(mantissa, exponent))
    shifted = E("sci", data=(str(digits), exponent - len(str(digits)) + 1))
    plain = decimal(exact(e)) or shifted
    return e, r.choice([plain, plain, shifted]), [
        E("sci", data=(mantissa, exponent + 1)), E("sci", data=(mantissa, -exponent)),
        decimal(exact(e) * 10) or shifted]


def repeating_decimals(r):
    whole, fixed = str(r.choice([0, 0, 0, 1, 2, 7])), r.choice(["", "", str(r.randint(0, 9)), str(r.randint(10, 99))])
    period = r.choice([str(r.randint(1, 8)), f"{r.randint(1, 98):02}", f"{r.randint(1, 998):03}", "142857"])
    e = E("repeating", data=(whole, fixed, period))
    number = exact(e)
    doubled = E("repeating", data=(whole, fixed, period * 2))
    cut = E("dec", data=f"{whole}.{fixed}{period}")
    if r.random() < 0.3:
        return e, doubled, [cut]
    return e, wrap(number), [cut, wrap(number + Fraction(1, 900)), E("repeating", data=(whole, fixed + "0", period))]


def thousands(r):
    number = r.randint(1000, 99_999_999) if r.random() < 0.7 else r.randint(1, 900) * 1000
    text = str(number) + r.choice(["", "", "", ".5", ".25"])
    e = E("thousands", data=text)
    plain = wrap(number) if "." not in text else E("dec", data=text)
    other = str(number + r.choice([1, 10, 1000]))
    return e, r.choice([plain, plain, e]), [E("thousands", data=other), wrap(number + 1), wrap(number * 10)]


def angles(r):
    degrees = r.randint(1, 359)
    number = wrap(degrees) if r.random() < 0.8 else E("dec", data=f"{degrees}.5")
    angle = lambda e: E("angle", e)
    second = number if number.op == "dec" or r.random() < 0.8 else wrap(2 * degrees) / 2
    return angle(number), angle(second), [angle(wrap(degrees + 1)), angle(wrap(degrees + 90)), angle(neg(number))]


UNITS = {
    "km": ("length", Fraction(1000)), "m": ("length", Fraction(1)), "cm": ("length", Fraction(1, 100)),
    "mm": ("length", Fraction(1, 1000)), "ft": ("length", Fraction(3048, 10000)),
    "in": ("length", Fraction(254, 10000)), "mi": ("length", Fraction(1609344, 1000)),
    "yd": ("length", Fraction(9144, 10000)), "kg": ("mass", Fraction(1)), "g": ("mass", Fraction(1, 1000)),
    "mg": ("mass", Fraction(1, 10 ** 6)), "h": ("time", Fraction(3600)), "min": ("time", Fraction(60)),
    "s": ("time", Fraction(1)), "days": ("time", Fraction(86400)), "L": ("volume", Fraction(1, 1000)),
    "mL": ("volume", Fraction(1, 10 ** 6)), "cm^3": ("volume", Fraction(1, 10 ** 6)), "m^3": ("volume", Fraction(1)),
    "m^2": ("area", Fraction(1)), "cm^2": ("area", Fraction(1, 10 ** 4)), "km^2": ("area", Fraction(10 ** 6)),
    "km/h": ("speed", Fraction(5, 18)), "m/s": ("speed", Fraction(1)), "J": ("energy", Fraction(1)),
    "kJ": ("energy", Fraction(1000)), "N": ("force", Fraction(1)), "kN": ("force", Fraction(1000)),
    "dollars": ("dollar", Fraction(1)), "cents": ("dollar", Fraction(1, 100)),
    "years": ("months", Fraction(12)), "months": ("months", Fraction(1)),
}
UNIT_NAMES = {
    "km": ["km", "kilometers"], "m": ["m", "meters", "metres"], "cm": ["cm", "centimeters"],
    "mm": ["mm", "millimeters"], "ft": ["ft", "feet"], "in": ["inches", "in."], "mi": ["miles", "mi"],
    "yd": ["yards", "yd"], "kg": ["kg", "kilograms"], "g": ["g", "grams"], "mg": ["mg", "milligrams"],
    "h": ["h", "hours", "hr"], "min": ["minutes", "min"], "s": ["s", "seconds"], "L": ["L", "liters"],
    "mL": ["mL", "ml", "milliliters"], "J": ["J", "joules"], "N": ["N", "newtons"],
}


def units(r):
    name = r.choice(list(UNITS))
    kind, factor = UNITS[name]
    number = Fraction(r.choice([1, 2, 3, 5, 6, 8, 12, 15, 20, 24, 36, 45, 72, 90, 120, 250, 500, 1500]))
    other = r.choice([other for other in UNITS if UNITS[other][0] == kind])
    scaled = number * factor / UNITS[other][1]
    if scaled.denominator > 100 or scaled > 10 ** 9:
        other, scaled = name, number
    foreign = r.choice([far for far in UNITS if UNITS[far][0] != kind])
    amount = lambda n, unit: E("unit", n if isinstance(n, E) else wrap(n), data=unit)
    wrong = [amount(number, foreign), amount(scaled * 10, other), amount(scaled + 1, other)]
    return amount(number, name), amount(decimal(scaled) or wrap(scaled), other), wrong


def tempting_mistakes(r):
    """What students get wrong: every rule comes with its false twin."""
    a, b, c, k = *r.sample([sym(name) for name in "xyzab"], 3), r.randint(2, 9)
    p, q = r.sample(range(2, 12), 2)
    v = r.choice([a, b])
    return r.choice([
        lambda: ((a + b) ** 2, a ** 2 + 2 * a * b + b ** 2, [a ** 2 + b ** 2, a ** 2 + a * b + b ** 2]),
        lambda: (root(p) + root(q), root(q) + root(p), [root(p + q)]),
        lambda: (root(v ** 2 + k * k), root(k * k + v ** 2), [v + k, absolute(v) + k]),
        lambda: (1 / (a + b), wrap(1) / (b + a), [1 / a + 1 / b]),
        lambda: (1 / a + 1 / b, (a + b) / (a * b), [1 / (a + b), 2 / (a + b)]),
        lambda: ((a + b) / c, a / c + b / c, [a + b / c]),
        lambda: (a / (b + c), a / (c + b), [a / b + a / c, a / b + c]),
        lambda: (-(a - b), b - a, [-a - b, a - b]),
        lambda: (a - (b - c), a - b + c, [a - b - c]),
        lambda: (k * (a + b), k * a + k * b, [k * a + b]),
        lambda: (sin(k * v), sin(v * k), [k * sin(v)]),
        lambda: (sin(a + b), sin(b + a), [sin(a) + sin(b)]),
        lambda: (cos(v) ** 2, 1 - sin(v) ** 2, [cos(v ** 2), cos(2 * v)]),
        lambda: (ln(v ** 2 + k), ln(k + v ** 2), [ln(v ** 2) + ln(k)]),
        lambda: (EULER ** (a + b), EULER ** a * EULER ** b, [EULER ** a + EULER ** b, EULER ** (a * b)]),
        lambda: (-v ** 2, -(v ** 2), [(-v) ** 2]),
        lambda: ((-v) ** 3, -v ** 3, [v ** 3]),
        lambda: ((k * v) ** 2, k * k * v ** 2, [k * v ** 2]),
        lambda: (2 ** wrap(p), wrap(2 ** p), [wrap(p ** 2), wrap(2 * p)]),
        lambda: (ratio(p, q) ** 2, ratio(p * p, q * q), [ratio(p * p, q), ratio(2 * p, q)]),
        lambda: (2 ** wrap(3) ** wrap(2), wrap(512), [wrap(64)]),
        lambda: (a ** 3 - b ** 3, (a - b) * (a ** 2 + a * b + b ** 2), [(a - b) ** 3]),
        lambda: (k * PI, PI * k, [wrap(k), 2 * k * PI]),
        lambda: (root(v ** 2), absolute(v), [v]),
    ])()


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
