import sys

numbers = list(map(int, sys.stdin.read().split()))
n, m = numbers[:2]
after = [[] for _ in range(n + 1)]
waits = [0] * (n + 1)
for a, b in zip(numbers[2::2], numbers[3::2]):
    after[a].append(b)
    waits[b] += 1
ready = [v for v in range(1, n + 1) if not waits[v]]
done = []
while ready:
    v = ready.pop()
    done.append(v)
    for b in after[v]:
        waits[b] -= 1
        if not waits[b]:
            ready.append(b)
print(*done if len(done) == n else ["impossible"], sep="\n")
