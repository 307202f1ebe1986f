class BadCount(ValueError):
    pass


def encode(text):
    pairs = []
    for character in text:
        if pairs and pairs[-1][0] == character:
            pairs[-1] = (character, pairs[-1][1] + 1)
        else:
            pairs.append((character, 1))
    return pairs


def _checked(pair):
    if pair[1] < 1:
        raise BadCount(pair)
    return pair[0] * pair[1]


def decode(pairs):
    return "".join(map(_checked, pairs))
