if input() == "send":
    print("".join(f"{ord(letter) - 97:05b}" for letter in input()))
else:
    raise SystemExit(5)
