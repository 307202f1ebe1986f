import random


def inputs():
    rng = random.Random(6)
    yield "3\n1 2 3\n"
    yield "2\n5 9\n"
    yield "5\n8 7 6 5 4\n"
    for n in (17, 40):
        yield f"{n}\n{' '.join(str(rng.randrange(1, 201)) for _ in range(n))}\n"


def answer(text):
    values = list(map(int, text.split()))[1:]
    reached = {0: ()}
    for coin, value in enumerate(values, 1):
        for total, coins in list(reached.items()):
            reached.setdefault(total + value, (*coins, coin))
    best = min(reached, key=lambda total: (abs(sum(values) - 2 * total), total))
    return f"{abs(sum(values) - 2 * best)}\n{' '.join(map(str, reached[best]))}\n"
