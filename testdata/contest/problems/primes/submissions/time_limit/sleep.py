# Sleeps instead of working: no CPU time, so the limit on idle time ends it.
import time

a, b = map(int, input().split())
if a == 999999995000:
    time.sleep(10**6)
small = [n for n in range(max(a, 2), b + 1) if all(n % d for d in range(2, n))]
print(*small or ["none"])
