import random
from fractions import Fraction
from decimal import Decimal, getcontext

getcontext().prec = 60


def inputs():
    rng = random.Random(11)
    yield "4\n1 2 3 4\n"
    yield "1\n-2.5\n"
    # Large values close together: the textbook formula with one pass loses all digits.
    values = [1000000000 + rng.randrange(0, 1000) / 1000 for _ in range(500)]
    yield f"500\n{' '.join(f'{v:.3f}' for v in values)}\n"
    values = [rng.uniform(-1, 1) for _ in range(2000)]
    yield f"2000\n{' '.join(f'{v:.6f}' for v in values)}\n"


def answer(text):
    values = [Fraction(word) for word in text.split()[1:]]
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / len(values)
    root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    return f"{Decimal(mean.numerator) / Decimal(mean.denominator):.12f} {root:.12f}\n"
