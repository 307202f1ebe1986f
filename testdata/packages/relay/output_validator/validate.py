"""`validate input answer feedback_dir < output`: in the first pass writes feedback_dir/nextpass.in."""

import re
import sys
from pathlib import Path

feedback = Path(sys.argv[3])


def end(code, words):
    with (feedback / "judgemessage.txt").open("a") as file:
        file.write(words + "\n")
    sys.exit(code)


text = Path(sys.argv[1]).read_text().split()[1]  # of this pass: in the second one the message
output = sys.stdin.read(1 << 16).split()
# Files stay from pass to pass, which is how the second pass is known.
memory = feedback / "first-pass-done"
if memory.exists():
    text = memory.read_text()
    end(42 if output == [text] else 43, "second pass: " + ("the same text" if output == [text] else "another text"))
if len(output) != 1 or not re.fullmatch("[01]{0,1000}", output[0]):
    end(43, "first pass: not a message of at most 1000 digits 0 and 1")
memory.write_text(text)
(feedback / "nextpass.in").write_text(f"receive\n{output[0][::-1]}\n")
end(42, f"first pass: {len(output[0])} digits")
