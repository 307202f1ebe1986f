from itertools import groupby


def encode(text):
    return [[character, len(list(run))] for character, run in groupby(text)]


def decode(pairs):
    return "".join(character * count for character, count in pairs)
