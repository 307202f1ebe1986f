prime = [n for n in range(2, 1000) if all(n % d for d in range(2, int(n**0.5) + 1))]
for _ in range(int(input())):
    n = int(input())
    for p in prime:
        q = n - p
        if q > 1 and all(q % d for d in prime if d * d <= q):
            print(p, q)
            break
print("done")
