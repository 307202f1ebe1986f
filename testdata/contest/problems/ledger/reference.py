import random


def inputs():
    rng = random.Random(7)
    def text(values):
        return f"{len(values)}\n" + "\n".join(map(str, values)) + "\n"
    yield text([5, -7, 3])
    yield text([-4])
    yield text([-9, -2, -30])
    yield text([2**31 - 1, 2**31 - 1, 1])
    # The sum needs 54 bits and more, so doubles lose its last digit; no newline at the end.
    yield text([10**13 - rng.randrange(0, 9, 2) - 1 for _ in range(2001)]).rstrip("\n")
    yield text([rng.randrange(-10**13, 10**13) for _ in range(5000)])


def answer(text):
    values = list(map(int, text.split()))[1:]
    return f"{sum(values)}\n{max(values)}\n"
