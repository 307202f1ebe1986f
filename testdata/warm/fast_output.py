import sys
input = sys.stdin.readline
out = []
for _ in range(int(input())):
    a, b = map(int, input().split())
    out.append(a * b)
sys.stdout.write("\n".join(map(str, out)) + "\n")
