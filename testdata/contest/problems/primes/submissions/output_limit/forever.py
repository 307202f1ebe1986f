while True:
    print("2 3 5 7 " * 1000)
