if input() == "send":
    print("".join(f"{ord(letter) - 97:05b}" for letter in input()))
else:
    bits = input()
    print("".join(chr(97 + int(bits[i:i + 5], 2) % 26) for i in range(0, len(bits), 5)))
