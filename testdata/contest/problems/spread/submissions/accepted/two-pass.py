import sys

values = list(map(float, sys.stdin.read().split()[1:]))
mean = sum(values) / len(values)
print(mean, (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5)
