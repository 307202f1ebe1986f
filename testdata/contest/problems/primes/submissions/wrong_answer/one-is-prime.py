a, b = map(int, input().split())
composite = [False] * (b - a + 1)
p = 2
while p * p <= min(b, 10**8):
    for multiple in range(max(p * p, -(-a // p) * p), b + 1, p):
        composite[multiple - a] = True
    p += 1
print(*[n for n in range(a, b + 1) if not composite[n - a]] or ["none"])
