"""Called as `validator input answer feedback_dir < output`: 42 accepted, 43 wrong, anything else is our fault."""

import sys
from pathlib import Path


def wrong(words):
    Path(sys.argv[3], "judgemessage.txt").write_text(words + "\n")
    sys.exit(43)


def main():
    numbers = list(map(int, Path(sys.argv[1]).read_text().split()))
    n, pairs = numbers[0], list(zip(numbers[2::2], numbers[3::2]))
    possible = Path(sys.argv[2]).read_text().split() != ["impossible"]
    tokens = sys.stdin.read(1 << 20).split()
    if tokens == ["impossible"]:
        if possible:
            wrong("there is an order")
        sys.exit(42)
    if not possible:
        wrong("there is no order")
    if not all(token.isascii() and token.isdigit() and len(token) < 9 for token in tokens):
        wrong("not a list of errands")
    if sorted(map(int, tokens)) != list(range(1, n + 1)):
        wrong("not every errand once")
    place = {int(token): at for at, token in enumerate(tokens)}
    for a, b in pairs:
        if place[a] > place[b]:
            wrong(f"{a} must come before {b}")
    sys.exit(42)


main()
