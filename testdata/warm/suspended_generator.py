def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed at the end")
g = numbers()
print(next(g))
