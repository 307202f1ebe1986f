"""Writes data/: run in the package's folder."""

from pathlib import Path

for name, hidden, lie in [
    ("sample/1", 21, 0), ("secret/1", -1000, 0), ("secret/2", 1000, 1), ("secret/3", 0, 12), ("secret/4", 733, 5),
    ("secret/5", -2, 11), ("secret/6", -333, 3),
]:
    Path("data", name + ".in").write_text(f"{hidden} {lie}\n")
    Path("data", name + ".ans").write_text(f"{hidden}\n")
