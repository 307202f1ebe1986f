def inputs():
    return [f"{n}\n" for n in (1, 2, 5, 40)]


def answer(text):
    n = int(text)
    rows = [" " * (n - 1 - i) + "*" * (2 * i + 1) for i in range(n)]
    return "\n".join(rows + rows[-2::-1]) + "\n"
