guess = 491
while True:
    print(guess, flush=True)
    reply = input()
    if reply == "correct":
        break
    guess = guess + 1 if reply == "higher" else guess - 1
