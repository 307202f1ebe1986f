# Forgets to flush questions above 900: in one test both sides wait for each other.
import sys

low, high = -1000, 1000
while low < high:
    middle = (low + high) // 2
    print("?", middle, flush=middle < 900)
    reply = sys.stdin.readline().strip()
    if reply == "same":
        low = high = middle
    elif reply == "colder":
        high = middle - 1
    elif reply == "warmer":
        low = middle + 1
print("!", low, flush=True)
