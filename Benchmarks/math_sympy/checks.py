"""Whether a label is right, and trees from and for sympy."""

from fractions import Fraction

import mpmath as mp
import sympy as sp

from expressions import *
from values import *


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
