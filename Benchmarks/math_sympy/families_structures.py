"""Families of sets, intervals, tuples, statements, notations and units."""

import random
from fractions import Fraction

import mpmath as mp
import sympy as sp

from checks import *
from expressions import *
from unit_names import *
from values import *
from variation import *


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
