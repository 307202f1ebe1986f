import sys

for line in sys.stdin:
    best = 0.0
    records = []
    for word in line.split():
        if float(word) >= best:
            best = float(word)
            records.append(word)
    print(*records)
