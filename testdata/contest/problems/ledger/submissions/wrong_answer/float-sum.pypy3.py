import sys

values = list(map(float, sys.stdin.read().split()))[1:]
print(int(sum(values)))
print(int(max(values)))
