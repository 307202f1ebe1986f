"""Small random things, other forms of the same, and wrong neighbours."""

import random
from fractions import Fraction

import mpmath as mp
import sympy as sp

from checks import *
from expressions import *
from values import *


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
