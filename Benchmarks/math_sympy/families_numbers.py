"""Families of numbers, polynomials and powers."""

import random
from fractions import Fraction

import mpmath as mp
import sympy as sp

from checks import *
from expressions import *
from values import *
from variation import *


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
