def numbers_of(kind, limit):
    numbers = [1, 2]
    while numbers[-1] < limit:
        numbers.append(numbers[-1] * 2 if kind == "binary" else numbers[-1] + numbers[-2])
    return numbers
