import json
import random


def inputs():
    rng = random.Random(4)
    cases = [[], [5], [3, 1, 2, 2, 10], [-1, 0, 1, -2, 7], [1, 3, 5]]
    cases.append([rng.randrange(20000) for _ in range(15000)])
    return [json.dumps(days) for days in cases]


def answer(text):
    days = sorted(set(json.loads(text)))
    best = run = 0
    for at, day in enumerate(days):
        run = run + 1 if at and day == days[at - 1] + 1 else 1
        best = max(best, run)
    return json.dumps(best)
