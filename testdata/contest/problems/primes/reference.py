def inputs():
    return ["1 30\n", "24 28\n", "7 7\n", "999999995000 1000000000000\n"]


def answer(text):
    a, b = map(int, text.split())
    limit = int(b**0.5) + 1
    small = bytearray([1]) * (limit + 1)
    composite = bytearray(b - a + 1)
    for p in range(2, limit + 1):
        if small[p]:
            small[p * p :: p] = bytes(len(small[p * p :: p]))
            first = max(p * p, -(-a // p) * p)
            for multiple in range(first, b + 1, p):
                composite[multiple - a] = 1
    primes = [str(n) for n in range(max(a, 2), b + 1) if not composite[n - a]]
    return (" ".join(primes) or "none") + "\n"
