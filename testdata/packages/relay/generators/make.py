"""Writes data/: run in the package's folder."""

import random
from pathlib import Path

rng = random.Random(8)
words = {"sample/1": "relay", "secret/1": "a", "secret/2": "z" * 200}
words["secret/3"] = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(200))
for name, word in words.items():
    Path("data", name + ".in").write_text(f"send\n{word}\n")
    Path("data", name + ".ans").write_text(f"{word}\n")
