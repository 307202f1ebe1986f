from itertools import groupby


def encode(text):
    return [(character, len(list(run))) for character, run in groupby(text)]


def decode(pairs):
    if any(count < 1 for _, count in pairs):
        raise ValueError("a count must be positive")
    return "".join(character * count for character, count in pairs)
