import math
def inner(x):
    return math.sqrt(x)
def outer():
    for i in range(3):
        inner(1 - i)
print("before")
outer()
