from itertools import groupby


def encode(text):
    return [(character, len(list(run))) for character, run in groupby(text)]


def decode(pairs):
    text = ""
    while pairs:
        character, count = pairs.pop(0)
        if count < 1:
            raise ValueError(count)
        text += character * count
    return text
