import random


def inputs():
    rng = random.Random(5)
    yield "3\n4\n10\n22\n"
    values = [2 * rng.randrange(2, 500001) for _ in range(300)]
    yield f"300\n" + "".join(f"{v}\n" for v in values)


def answer(text):
    limit = 10**6
    prime = bytearray([1]) * (limit + 1)
    prime[0] = prime[1] = 0
    for p in range(2, 1001):
        if prime[p]:
            prime[p * p :: p] = bytes(len(prime[p * p :: p]))
    lines = []
    for n in map(int, text.split()[1:]):
        p = next(p for p in range(2, n) if prime[p] and prime[n - p])
        lines.append(f"{p} {n - p}")
    return "\n".join(lines) + "\n"
