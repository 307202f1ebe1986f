n = int(input())
for i in [*range(n), *range(n - 2, -1, -1)]:
    print(("*" * (2 * i + 1)).center(2 * n - 1))
