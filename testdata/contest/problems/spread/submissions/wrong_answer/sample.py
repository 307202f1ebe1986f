import statistics
import sys

values = list(map(float, sys.stdin.read().split()[1:]))
print(statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0.0)
