import sys

prime = bytearray([1]) * (10**6 + 1)
prime[0] = prime[1] = 0
for p in range(2, 1001):
    if prime[p]:
        prime[p * p :: p] = bytes(len(prime[p * p :: p]))
for n in map(int, sys.stdin.read().split()[1:]):
    p = 2
    while not (prime[p] and prime[n - p]):
        p += 1
    print(p, n - p)
