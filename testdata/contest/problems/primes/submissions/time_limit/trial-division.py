def is_prime(n):
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return n > 1


a, b = map(int, input().split())
print(*[n for n in range(a, b + 1) if is_prime(n)] or ["none"])
