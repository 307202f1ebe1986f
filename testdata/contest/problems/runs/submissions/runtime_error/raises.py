def encode(text):
    return [(text[0], 1)] if text[5:] else text.undefined


def decode(pairs):
    return ""
