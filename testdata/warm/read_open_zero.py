lines = open(0).read().splitlines()
print(len(lines), lines[-1])
