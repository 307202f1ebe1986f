from numbers_of import numbers_of

n, kind = input().split()
n = int(n)
for number in reversed(numbers_of(kind, n)):
    if number <= n:
        print(number)
        n -= number
