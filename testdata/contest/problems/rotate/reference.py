import json
import random


def inputs():
    rng = random.Random(2)
    cases = [([1, 2, 3, 4, 5], 2), ([], 3), ([7], 100), (["a", "b", None, True, 1.5], 1), ([[1], [2, [3]]], 1)]
    cases.append(([rng.randrange(10**12) for _ in range(1000)], 10**9 + 7))
    return [f"{json.dumps(values)}\n{k}" for values, k in cases]


def answer(text):
    values, k = map(json.loads, text.split("\n"))
    k = k % len(values) if values else 0
    return json.dumps(values[len(values) - k :] + values[: len(values) - k])
