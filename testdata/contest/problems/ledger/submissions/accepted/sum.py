import sys

values = list(map(int, sys.stdin.read().split()))[1:]
print(sum(values))
print(max(values))
