"""`validate input answer feedback_dir`: talks with the program; 42 accepted, 43 wrong."""

import re
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
        end(43, "the program has ended")


def main():
    hidden, lie = map(int, Path(sys.argv[1]).read_text().split())
    asked = 0
    while True:
        match = re.fullmatch(r"([?!]) (-?[0-9]{1,6})\s*", sys.stdin.readline(64))
        if not match:
            end(43, "not a question")
        value = int(match[2])
        if match[1] == "!":
            end(42 if value == hidden else 43, f"{asked} questions, answer {value}")
        asked += 1
        if asked > 12:
            end(43, "more than 12 questions")
        if asked == lie:
            tell("again")
        else:
            tell("same" if value == hidden else "colder" if hidden < value else "warmer")


main()
