# Tries to keep the text in a file: the second run starts in an empty folder.
from pathlib import Path

memory = Path("memory.txt")
if input() == "send":
    memory.write_text(input())
    print("1")
else:
    print(memory.read_text() if memory.exists() else "forgotten")
