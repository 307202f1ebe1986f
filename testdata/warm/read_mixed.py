import sys
print(input())
print(sys.stdin.readline(), end="")
print([line for line in sys.stdin])
try:
    input()
except EOFError as error:
    print("end", error)
