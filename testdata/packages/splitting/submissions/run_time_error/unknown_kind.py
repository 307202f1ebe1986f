n, kind = input().split()
numbers = {"binary": [1 << i for i in range(40)]}[kind]
print(*[number for number in numbers if int(n) & number])
