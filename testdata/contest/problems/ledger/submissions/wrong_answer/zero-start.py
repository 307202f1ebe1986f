import sys

total = best = 0
for word in sys.stdin.read().split()[1:]:
    total += int(word)
    best = max(best, int(word))
print(total)
print(best)
