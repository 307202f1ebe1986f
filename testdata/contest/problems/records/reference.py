import random


def inputs():
    rng = random.Random(3)
    yield "7.10 6.95 7.12 7.5\n"
    yield "1 1 1\n2 1 3\n"
    yield "".join(" ".join(f"{rng.randrange(500, 900) / 100:.2f}" for _ in range(12)) + "\n" for _ in range(40))


def answer(text):
    lines = []
    for line in text.splitlines():
        records = []
        for word in line.split():
            if not records or float(word) > float(records[-1]):
                records.append(word)
        lines.append(" ".join(records))
    return "\n".join(lines) + "\n"
