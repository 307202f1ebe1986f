#!/usr/bin/env python3
"""Writes the clean rows that the audit's tests plant faults in: word problems with their working, algebra with solutions in
LaTeX, functions with tests. All of it is made up here; no row is anybody else's.

    scripts/audit_rows.py [FOLDER]        (default: testdata/audit)
"""

import json
import os
import random
import sys
from fractions import Fraction
from math import comb, gcd

from audit_functions import FUNCTIONS

NAMES = ("Ada Bruno Celia Dario Edda Femi Greta Hakan Ilse Jonas Kira Lemuel Mina Nadir Odile Pablo Quinn Rosa Selim Tilda "
         "Umar Vera Wanda Xaver Yara Zeno Amira Boris Carla Dmitri Elena Farid Gloria Henk Imani Jakub Lotte Mateo").split()
GOODS = ("lanterns,brushes,notebooks,teapots,candles,kites,marbles,scarves,baskets,postcards,tiles,bells,magnets,buttons,"
         "pencils,seashells,puzzles,ropes,mirrors,lamps,cushions,spoons,badges,flutes,stamps,whistles,shelves,mugs").split(",")
FOODS = ("pears,plums,rolls,muffins,carrots,onions,cookies,figs,tomatoes,melons,pancakes,dumplings,peaches,lemons,"
         "pretzels,waffles,radishes,apricots").split(",")
PLACES = ("the harbour market,a bookshop on the square,the school fair,her aunt's bakery,the night bazaar,a flea market,"
          "the garden centre,the train station kiosk,the village hall,a workshop by the river,the summer camp,"
          "the old lighthouse,the community kitchen,a booth at the museum").split(",")
MOODS = ("wooden,painted,dusty,bright,tiny,heavy,striped,polished,old,foreign,plain,silver,round,delicate").split(",")
TIMES = ("On Monday morning,Last weekend,Before lunch,During the holidays,On a rainy Thursday,Early in April,At sunset,"
         "After the concert,In the first week of school,Towards the end of winter,Yesterday,Over the long weekend").split(",")
ASIDES = ("The weather is fine all day.,A neighbour comes along to watch.,Nobody hurries.,The radio plays old songs.,"
          "It is the busiest time of the season.,A cat sleeps under the table.,The doors open at eight.,"
          "Two cousins help with carrying.,The path there is steep.,Everyone brings a coat.,,,,").split(",")


class Story:
    """Sentences of a problem, the lines of its working, and the answer."""

    def __init__(self, dice):
        self.dice = dice
        self.name, self.friend = dice.sample(NAMES, 2)
        self.good, self.food = dice.choice(GOODS), dice.choice(FOODS)
        self.place, self.mood, self.time = dice.choice(PLACES), dice.choice(MOODS), dice.choice(TIMES)
        self.text, self.lines = [], []

    def step(self, words, left, sign, right):
        value = {"+": left + right, "-": left - right, "*": left * right, "/": left // right}[sign]
        self.lines.append(words.format(f"{left} {sign} {right} = <<{left}{sign}{right}={value}>>{value}"))
        return value


def shopping(s):
    count, price, extra = s.dice.randint(3, 19), s.dice.randint(2, 14), s.dice.randint(1, 9)
    note = count * price + extra + s.dice.randint(3, 60)
    s.text += [f"{s.time}, {s.name} chooses {count} {s.mood} {s.good} at {s.place}, each for {price} dollars.",
               f"Wrapping paper adds {extra} dollars to the bill, and {s.name} hands over {note} dollars.",
               "How many dollars come back as change?"]
    cost = s.step(f"The {s.good} cost {{}} dollars.", count, "*", price)
    whole = s.step("With the paper that is {} dollars.", cost, "+", extra)
    return s.step("The change is {} dollars.", note, "-", whole)


def sharing(s):
    friends, each, left = s.dice.randint(3, 12), s.dice.randint(4, 15), s.dice.randint(1, 30)
    total = friends * each + left
    s.text += [f"{s.name} has picked {total} {s.food} and puts {left} of them aside for {s.friend}.",
               f"The remaining {s.food} are shared evenly among {friends} children who came to {s.place}.",
               f"How many {s.food} does every child receive?"]
    rest = s.step(f"After putting some aside {{}} {s.food} remain.", total, "-", left)
    return s.step("Every child receives {}.", rest, "/", friends)


def rows_of_chairs(s):
    rows, seats, broken, guests = s.dice.randint(8, 25), s.dice.randint(6, 20), s.dice.randint(2, 17), s.dice.randint(10, 40)
    s.text += [f"For a play at {s.place} there are {rows} rows of {seats} {s.mood} chairs, but {broken} of the chairs are broken.",
               f"{s.time} {guests} chairs are already taken. How many unbroken chairs are still free when {s.name} arrives?"]
    whole = s.step("There are {} chairs.", rows, "*", seats)
    good = s.step("Of these {} are not broken.", whole, "-", broken)
    return s.step("So {} are free.", good, "-", guests)


def saving(s):
    week, weeks, gift = s.dice.randint(5, 40), s.dice.randint(4, 20), s.dice.randint(10, 90)
    s.text += [f"{s.name} saves {week} dollars a week for {weeks} weeks to buy {s.mood} {s.good}.",
               f"On a birthday {s.friend} gives {gift} dollars on top. How much money has {s.name} in the end?"]
    saved = s.step(f"{s.name} saves {{}} dollars.", week, "*", weeks)
    return s.step("Together that makes {} dollars.", saved, "+", gift)


def journey(s):
    speed, hours, walk = s.dice.randint(12, 95), s.dice.randint(2, 9), s.dice.randint(2, 15)
    s.text += [f"{s.time} a bus leaves for {s.place} and keeps a speed of {speed} kilometres an hour for {hours} hours.",
               f"{s.name} then walks another {walk} kilometres carrying {s.good}.",
               "What is the length of the whole way in kilometres?"]
    ride = s.step("The ride is {} kilometres long.", speed, "*", hours)
    return s.step("With the walk it is {} kilometres.", ride, "+", walk)


def baking(s):
    trays, each, burnt, packs = s.dice.randint(4, 14), s.dice.randint(8, 24), s.dice.randint(1, 12), s.dice.choice([2, 3, 4, 5, 6])
    burnt += (trays * each - burnt) % packs
    s.text += [f"{s.name} and {s.friend} bake {trays} trays with {each} {s.food} on each, and {burnt} of the {s.food} burn.",
               f"Whatever is good they sell in bags of {packs} at {s.place}. How many bags are filled?"]
    baked = s.step("They bake {}.", trays, "*", each)
    good = s.step("Of them {} are good.", baked, "-", burnt)
    return s.step("That fills {} bags.", good, "/", packs)


def reading(s):
    pages, day, days = s.dice.randint(220, 780), s.dice.randint(11, 29), s.dice.randint(3, 7)
    s.text += [f"A book about {s.mood} {s.good} has {pages} pages. {s.name} reads {day} pages a day for {days} days.",
               f"{s.friend} borrows it then. How many pages had {s.name} not yet read?"]
    read = s.step(f"{s.name} reads {{}} pages.", day, "*", days)
    return s.step("So {} pages are left.", pages, "-", read)


def wages(s):
    hours, rate, late, bonus = s.dice.randint(18, 42), s.dice.randint(9, 31), s.dice.randint(2, 8), s.dice.randint(3, 12)
    s.text += [f"At {s.place}, {s.name} earns {rate} dollars an hour, and {bonus} dollars more for each hour after dark.",
               f"{s.time} began a week of {hours} hours, {late} of them after dark. What did that week bring in dollars?"]
    usual = s.step("The hours bring {} dollars.", hours, "*", rate)
    dark = s.step("Darkness adds {} dollars.", late, "*", bonus)
    return s.step("Altogether {} dollars.", usual, "+", dark)


def herd(s):
    goats, times, sold = s.dice.randint(7, 30), s.dice.randint(2, 6), s.dice.randint(3, 20)
    s.text += [f"A farmer near {s.place} keeps {goats} goats and {times} times as many hens.",
               f"{s.time} {sold} hens are sold to {s.name}, who pays with {s.good}.",
               "How many goats and hens does the farmer keep now, counted together?"]
    hens = s.step("There were {} hens.", goats, "*", times)
    kept = s.step("After the sale {} hens remain.", hens, "-", sold)
    return s.step("Goats and hens are {} animals.", kept, "+", goats)


def tank(s):
    rate, leak, minutes, start = s.dice.randint(9, 30), s.dice.randint(1, 7), s.dice.randint(6, 45), s.dice.randint(15, 200)
    s.text += [f"A cistern behind {s.place} holds {start} litres. {s.name} opens a pipe that brings {rate} litres a minute,",
               f"while {leak} litres a minute seep away between {s.mood} stones.",
               f"How many litres are in the cistern after {minutes} minutes?"]
    gain = s.step("Each minute it gains {} litres.", rate, "-", leak)
    more = s.step("In that time it gains {} litres.", gain, "*", minutes)
    return s.step("It then holds {} litres.", start, "+", more)


def ages(s):
    young, times, later = s.dice.randint(4, 15), s.dice.randint(2, 5), s.dice.randint(3, 19)
    s.text += [f"{s.name} is {young} years old and collects {s.good}; grandfather {s.friend} is {times} times that age.",
               f"What will the grandfather's age be {later} years from now, when the collection goes to {s.place}?"]
    old = s.step("The grandfather is {} years old.", young, "*", times)
    return s.step("Later he will be {}.", old, "+", later)


def fence(s):
    long, wide, gate, price = s.dice.randint(14, 60), s.dice.randint(5, 13), s.dice.randint(1, 4), s.dice.randint(3, 11)
    s.text += [f"The garden of {s.place} is a rectangle of {long} by {wide} metres. {s.name} puts a {s.mood} fence around it,",
               f"leaving {gate} metres open for a gate. A metre of fence is {price} dollars.",
               f"What does {s.name} spend on the fence, in dollars?"]
    half = s.step("Two sides are {} metres.", long, "+", wide)
    round_ = s.step("The way around is {} metres.", half, "*", 2)
    needed = s.step("Without the gate it is {} metres.", round_, "-", gate)
    return s.step("The fence is {} dollars.", needed, "*", price)


STORIES = [shopping, sharing, rows_of_chairs, saving, journey, baking, reading, wages, herd, tank, ages, fence]


def words(count):
    dice = random.Random(20261)
    for number in range(count):
        story = Story(dice)
        answer = STORIES[number % len(STORIES)](story)
        aside = dice.choice(ASIDES)
        text = ([aside] if aside else []) + story.text
        yield {"id": f"words-{number}", "question": " ".join(text), "answer": "\n".join(story.lines) + f"\n#### {answer}"}


# ---- algebra


def tex(value):
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    return f"{'-' if value < 0 else ''}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def signed(value, unit):
    return f"{'-' if value < 0 else '+'} {'' if abs(value) == 1 and unit else abs(value)}{unit}"


LETTERS = "xyzuvwtnmkpqrs"
VERBS = ["Determine", "Find", "Compute", "Work out", "Give", "State", "Calculate", "Evaluate"]


def quadratic(d, v):
    a, b, c = d.randint(2, 9), d.choice([-1, 1]) * d.randint(2, 40), -d.randint(3, 60)
    return (f"{d.choice(VERBS)} the sum of both roots of the equation ${a}{v}^2 {signed(b, v)} {signed(c, '')} = 0$.",
            f"By Vieta the sum of the roots is $-\\frac{{{b}}}{{{a}}}$.", tex(Fraction(-b, a)))


def fractions(d, v):
    a, b, c = (Fraction(d.randint(1, 20), d.randint(3, 17)) for _ in range(3))
    return (f"{d.choice(VERBS)} ${tex(a)} + {tex(b)} \\cdot {tex(c)}$ as a fraction in lowest terms.",
            f"The product is ${tex(b * c)}$, and adding ${tex(a)}$ gives the result.", tex(a + b * c))


def remainder(d, v):
    base, power, modulus = d.randint(3, 40), d.randint(5, 80), d.randint(7, 97)
    return (f"What remainder does ${base}^{{{power}}}$ leave when it is divided by {modulus}?",
            "Square repeatedly and reduce after each step.", str(pow(base, power, modulus)))


def derivative(d, v):
    a, b, c, at = d.randint(2, 9), d.randint(-12, 12) or 5, d.randint(1, 30), d.randint(-6, 7)
    return (f"Let $f({v}) = {a}{v}^3 {signed(b, v + '^2')} + {c}$. {d.choice(VERBS)} the slope of its graph at ${v} = {at}$.",
            f"$f'({v}) = {3 * a}{v}^2 {signed(2 * b, v)}$, and at ${v} = {at}$ that is the slope.",
            str(3 * a * at * at + 2 * b * at))


def triangle(d, v):
    a, h, n = d.randint(5, 60), d.randint(3, 45), d.choice(["meadow", "sail", "tile", "flag", "field", "window"])
    return (f"A {n} has the shape of a triangle with a side of {a} units and a height of {h} units on that side. "
            f"{d.choice(VERBS)} its area in square units.", f"Half of ${a} \\cdot {h}$.", tex(Fraction(a * h, 2)))


def marbles(d, v):
    red, blue, green = d.randint(2, 15), d.randint(2, 15), d.randint(1, 12)
    total = red + blue + green
    return (f"An urn holds {red} red, {blue} blue and {green} green balls. {d.choice(NAMES)} draws two without putting the first "
            "back. What is the probability that both are blue, as a fraction?",
            f"There are ${comb(total, 2)}$ pairs, and ${comb(blue, 2)}$ of them are blue.", tex(Fraction(comb(blue, 2), comb(total, 2))))


def common(d, v):
    k, a, b = d.randint(2, 30), d.randint(2, 25), d.randint(26, 60)
    return (f"{d.choice(VERBS)} the greatest common divisor of {k * a} and {k * b}.", "Euclid's algorithm ends there.",
            str(gcd(k * a, k * b)))


def system(d, v):
    x, y, a, b, c, e = (d.randint(-9, 12) for _ in range(6))
    a, b, c = abs(a) + 2, abs(b) + 1, abs(c) + 1
    e = -(abs(e) + 2)
    return (f"Two numbers ${v}$ and ${v}'$ satisfy ${a}{v} + {b}{v}' = {a * x + b * y}$ as well as ${c}{v} {signed(e, v)}' = "
            f"{c * x + e * y}$. {d.choice(VERBS)} ${v}$.", f"Eliminating ${v}'$ leaves one equation for ${v}$.", str(x))


def series(d, v):
    first, step, count = d.randint(-20, 40), d.randint(2, 15), d.randint(8, 60)
    return (f"An arithmetic sequence begins with {first} and grows by {step} each time. {d.choice(VERBS)} the sum of its first "
            f"{count} terms.", f"The last of them is ${first + step * (count - 1)}$.",
            str(count * (2 * first + step * (count - 1)) // 2))


def logarithm(d, v):
    base, power, add = d.randint(2, 7), d.randint(2, 6), d.randint(1, 50)
    return (f"Solve $\\log_{{{base}}}({v} + {add}) = {power}$ for ${v}$.", f"${v} + {add} = {base ** power}$.",
            str(base ** power - add))


def determinant(d, v):
    a, b, c, e = (d.randint(-14, 19) for _ in range(4))
    return (f"{d.choice(VERBS)} the determinant of $\\begin{{pmatrix}} {a} & {b} \\\\ {c} & {e} \\end{{pmatrix}}$.",
            f"It is ${a} \\cdot ({e}) - ({b}) \\cdot ({c})$.", str(a * e - b * c))


def circle(d, v):
    r = d.randint(3, 40)
    n = d.choice(["coin", "pond", "plate", "clearing", "wheel", "drum"])
    return (f"The radius of a round {n} measures {r} centimetres. {d.choice(VERBS)} its area in terms of $\\pi$, in square "
            "centimetres.", f"The area is $\\pi r^2$ with $r = {r}$.", f"{r * r}\\pi")


def inequality(d, v):
    a, b, c = d.randint(2, 12), d.randint(1, 40), d.randint(41, 120)
    return (f"For which real ${v}$ is ${a}{v} + {b} < {c}$? Write the interval.", f"Subtract {b} and divide by {a}.",
            f"\\left(-\\infty, {tex(Fraction(c - b, a))}\\right)")


def cplx(d, v):
    a, b, c, e = (d.randint(1, 14) for _ in range(4))
    real, imaginary = a * c + b * e, b * c - a * e + 0
    imaginary = imaginary or 1
    if b * c == a * e:
        b += 1
        real, imaginary = a * c + b * e, b * c - a * e
    return (f"Multiply out $({a} + {b}i)({c} - {e}i)$ and write the product as $s + ti$.", "Use $i^2 = -1$.",
            f"{real} {signed(imaginary, 'i')}")


def dot(d, v):
    a, b = [d.randint(-9, 15) for _ in range(3)], [d.randint(-8, 13) for _ in range(3)]
    return (f"{d.choice(VERBS)} the dot product of $({a[0]}, {a[1]}, {a[2]})$ and $({b[0]}, {b[1]}, {b[2]})$.",
            "Multiply component by component and add.", str(sum(x * y for x, y in zip(a, b))))


def percent(d, v):
    p, base = d.choice([5, 10, 15, 20, 25, 35, 40, 45, 60, 65, 85]), d.randint(3, 60) * 20
    return (f"A {d.choice(MOODS)} crate of {d.choice(GOODS)} weighs {base} grams, of which {p} percent are packing. How many "
            "grams are packing?", f"${base} \\cdot {p} / 100$.", str(base * p // 100))


def power_rule(d, v):
    a, b, c = d.randint(4, 30), d.randint(3, 25), d.randint(2, 20)
    return (f"Write $\\frac{{{v}^{{{a}}} \\cdot {v}^{{{b}}}}}{{{v}^{{{c}}}}}$ as a single power of ${v}$ and give the exponent.",
            f"Exponents add and subtract: ${a} + {b} - {c}$.", str(a + b - c))


def ways(d, v):
    n, k = d.randint(7, 18), d.randint(2, 5)
    return (f"In how many ways can {d.choice(NAMES)} pick {k} of {n} different {d.choice(GOODS)} for {d.choice(PLACES)}?",
            f"That is $\\binom{{{n}}}{{{k}}}$.", str(comb(n, k)))


def radical(d, v):
    k, m = d.randint(2, 12), d.choice([2, 3, 5, 6, 7, 10, 11])
    return (f"Simplify $\\sqrt{{{k * k * m}}}$ as far as it goes.", f"${k * k * m} = {k}^2 \\cdot {m}$.", f"{k}\\sqrt{{{m}}}")


def midpoint(d, v):
    a, b, c, e = (d.randint(-15, 20) for _ in range(4))
    return (f"{d.choice(VERBS)} the midpoint of the segment from $({a}, {b})$ to $({c}, {e})$ as an ordered pair.",
            "Take the mean of each coordinate.", f"\\left({tex(Fraction(a + c, 2))}, {tex(Fraction(b + e, 2))}\\right)")


FAMILIES = [quadratic, fractions, remainder, derivative, triangle, marbles, common, system, series, logarithm, determinant,
            circle, inequality, cplx, dot, percent, power_rule, ways, radical, midpoint]
PROLOGUES = ["", "", "During a quiz in {place}, {name} asks:", "{name} writes on the board of {place}:",
             "A note found between {mood} {good} reads:", "{name} sets {friend} this exercise:",
             "From the notebook of {name}, page {page}:", "While sorting {good}, {name} wonders:"]


def algebra(count):
    dice = random.Random(20262)
    for number in range(count):
        problem, solution, answer = FAMILIES[number % len(FAMILIES)](dice, dice.choice(LETTERS))
        name, friend = dice.sample(NAMES, 2)
        before = dice.choice(PROLOGUES).format(name=name, friend=friend, place=dice.choice(PLACES), mood=dice.choice(MOODS),
                                               good=dice.choice(GOODS), page=dice.randint(2, 300))
        yield {"id": f"algebra-{number}", "problem": (before + " " + problem).strip(),
               "solution": f"{solution} So the answer is $\\boxed{{{answer}}}$.", "answer": answer}


# ---- functions


def functions():
    for number, (name, parameters, result, words_, body, assertions) in enumerate(FUNCTIONS):
        shown = assertions[2]
        call, value = (shown.rsplit(" == ", 1) if " == " in shown else shown.rsplit(" is ", 1))
        prompt = f"def {name}({parameters}) -> {result}:\n    \"\"\" {words_}\n    >>> {name}{call}\n"
        prompt += f"    {value}\n    \"\"\"\n" if value != "None" else "    \"\"\"\n"
        lines = "\n".join(f"    assert candidate{assertion}" for assertion in assertions)
        yield {"task_id": f"functions/{number}", "prompt": prompt, "entry_point": name,
               "canonical_solution": body[1:] + "\n", "test": f"def check(candidate):\n{lines}\n"}


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "../testdata/audit")
    os.makedirs(folder, exist_ok=True)
    for name, rows in [("words", words(400)), ("algebra", algebra(200)), ("functions", functions())]:
        with open(f"{folder}/{name}.jsonl", "w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
