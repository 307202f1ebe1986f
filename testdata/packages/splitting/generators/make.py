"""Writes data/: run in the package's folder. The answers are one correct output each."""

import random
from pathlib import Path


def answer(n, kind):
    if kind == "binary":
        return [1 << i for i in range(n.bit_length()) if n >> i & 1]
    numbers = [1, 2]
    while numbers[-1] < n:
        numbers.append(numbers[-1] + numbers[-2])
    parts = []
    for number in reversed(numbers):
        if number <= n:
            parts.append(number)
            n -= number
    return parts


def write(name, n, kind):
    path = Path("data", name)
    path.with_suffix(".in").write_text(f"{n} {kind}\n")
    path.with_suffix(".ans").write_text(" ".join(map(str, answer(n, kind))) + "\n")


rng = random.Random(1)
write("sample/1", 11, "binary")
write("sample/2", 11, "fibonacci")
for i, kind in enumerate(["binary", "fibonacci"] * 3):
    write(f"secret/1-small/{i}", rng.randrange(1, 2000), kind)
for i, kind in enumerate(["binary", "fibonacci"] * 3):
    write(f"secret/2-large/{i}", rng.randrange(10**11, 10**12), kind)
write("secret/2-large/6", 10**12, "binary")
