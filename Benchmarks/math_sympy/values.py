"""What trees are worth, by mpmath with 60 digits."""

from fractions import Fraction

import mpmath as mp
import sympy as sp

from expressions import *
from unit_names import *

mp.mp.dps = 60


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
