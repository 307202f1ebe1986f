low, high = -1000, 1000
while low < high:
    middle = (low + high) // 2
    print("?", middle, flush=True)
    reply = input()
    if reply == "same":
        low = high = middle
    elif reply == "colder":
        high = middle - 1
    elif reply == "warmer":
        low = middle + 1
print("!", low, flush=True)
