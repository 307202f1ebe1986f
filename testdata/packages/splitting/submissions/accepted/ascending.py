n, kind = input().split()
n = int(n)
a, b = 1, 2
numbers = []
while a <= n:
    numbers.append(a)
    a, b = b, (2 * b if kind == "binary" else a + b)
parts = []
for number in reversed(numbers):
    if number <= n:
        parts.append(number)
        n -= number
print(*reversed(parts), sep="\n")
