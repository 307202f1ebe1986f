"""Called as `checker input output answer`: exit 0 accepted, 1 wrong answer, 2 wrong format, 3 our fault."""

import sys
from pathlib import Path


def end(code, words):
    print(words, file=sys.stderr)
    sys.exit(code)


def numbers(words, code):
    if not all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
        end(code, "not a list of numbers")
    return list(map(int, words))


def main():
    values = numbers(Path(sys.argv[1]).read_text().split(), 3)[1:]
    best = numbers(Path(sys.argv[3]).read_text().split(), 3)[0]
    lines = Path(sys.argv[2]).read_bytes().decode("utf-8", "replace").split("\n")
    claimed = numbers(lines[0].split(), 2)
    chosen = numbers(lines[1].split() if len(lines) > 1 else [], 2)
    if len(claimed) != 1 or any(line.strip() for line in lines[2:]):
        end(2, "expected one number and one line of coins")
    if len(set(chosen)) != len(chosen) or not all(1 <= coin <= len(values) for coin in chosen):
        end(1, "not a choice of coins")
    first = sum(values[coin - 1] for coin in chosen)
    difference = abs(sum(values) - 2 * first)
    if difference != claimed[0]:
        end(1, f"the shares differ by {difference}, not by {claimed[0]}")
    if difference < best:
        end(3, "better than the judge's answer")
    if difference > best:
        end(1, f"the shares can differ by {best}, these differ by {difference}")
    end(0, "ok")


main()
