"""Families of functions, sums and integrals."""

import random
from fractions import Fraction

import mpmath as mp
import sympy as sp

from checks import *
from expressions import *
from values import *
from variation import *


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
