"""Called as `interactor input answer feedback_dir`; its output is the program's input and the other way round."""

import sys
from pathlib import Path


def end(code, words):
    Path(sys.argv[3], "judgemessage.txt").write_text(words + "\n")
    sys.exit(code)


def tell(words):
    try:
        print(words, flush=True)
    except BrokenPipeError:
        sys.stdout = None
        end(43, "the program ended before the number was found")


def main():
    secret = int(Path(sys.argv[1]).read_text())
    for count in range(1, 11):
        line = sys.stdin.readline(100)
        if not line:
            end(43, f"no guess number {count}")
        word = line.strip()
        if not (word.isascii() and word.isdigit() and 1 <= int(word) <= 1000):
            end(43, "not a guess from 1 to 1000")
        guess = int(word)
        if guess == secret:
            tell("correct")
            if sys.stdin.readline(100).strip():
                end(43, "more output after the number was found")
            end(42, f"{count} guesses")
        tell("lower" if secret < guess else "higher")
    end(43, "more than 10 guesses")


main()
