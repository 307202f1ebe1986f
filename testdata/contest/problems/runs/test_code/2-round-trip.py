import random

for length in range(20):
    text = "".join(random.choice("ab c") for _ in range(length))
    assert decode(encode(text)) == text, text
