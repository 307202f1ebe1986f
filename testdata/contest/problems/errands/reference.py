import heapq
import random


def inputs():
    rng = random.Random(9)
    yield "3 2\n3 1\n1 2\n"
    yield "3 3\n1 2\n2 3\n3 1\n"
    yield "1 0\n"
    order = list(range(1, 801))
    rng.shuffle(order)
    pairs = []
    for _ in range(3000):
        i, j = sorted(rng.sample(range(800), 2))
        pairs.append(f"{order[i]} {order[j]}\n")
    yield f"800 3000\n{''.join(pairs)}"


def answer(text):
    numbers = list(map(int, text.split()))
    n, pairs = numbers[0], list(zip(numbers[2::2], numbers[3::2]))
    after = {v: [] for v in range(1, n + 1)}
    waits = dict.fromkeys(after, 0)
    for a, b in pairs:
        after[a].append(b)
        waits[b] += 1
    ready = [v for v in after if not waits[v]]
    heapq.heapify(ready)
    done = []
    while ready:
        v = heapq.heappop(ready)
        done.append(v)
        for b in after[v]:
            waits[b] -= 1
            if not waits[b]:
                heapq.heappush(ready, b)
    return " ".join(map(str, done)) + "\n" if len(done) == n else "impossible\n"
