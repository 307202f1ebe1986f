import sys

for line in sys.stdin:
    best = None
    for value in map(float, line.split()):
        if best is None or value > best:
            print(value, end="  ")
            best = value
    print()
print()
