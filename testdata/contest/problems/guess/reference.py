def inputs():
    return ["500\n", "1\n", "1000\n", "371\n"]


def answer(text):
    return text
