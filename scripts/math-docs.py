#!/usr/bin/env python3
"""Writes the tables of examples in docs/math.md from testdata/math/specification.jsonl.

They stand between two marks and have a heading and a table for each section, in the order of the file. `--check` writes
nothing and ends with 1 if the page is not what the file says.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "testdata" / "math" / "specification.jsonl"
PAGE = ROOT / "docs" / "math.md"
BEGIN = "<!-- generated from testdata/math/specification.jsonl -->"
END = "<!-- end -->"
# Longer texts are shown by their beginning and their end.
LONGEST = 100
HEAD, TAIL = 40, 20
ANSWERS = {True: "yes", False: "no", None: "null"}


def visible(text):
    """The text with names for what cannot be seen."""
    shown = ""
    for character in text:
        if character == "\n":
            shown += "⏎"
        elif unicodedata.category(character) in ("Cc", "Cf"):
            shown += f"\\u{{{ord(character):X}}}"
        else:
            shown += character
    return shown


def code(text):
    """A code span that survives in a cell of a table."""
    if not text:
        return "(nothing)"
    length = len(text)
    if length > LONGEST:
        return f"{code(text[:HEAD])} … {code(text[-TAIL:])} ({length} characters)"
    text = visible(text)
    # A bar is escaped in a cell, so a backslash before one could not be told from the escape.
    if "\\|" in text:
        sys.exit(f"math-docs: \\| cannot be shown in a table: {text}")
    text = text.replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def line(row):
    notes = []
    if row["kind"] == "extraction" and not row["section"].startswith("Extraction"):
        notes.append("`kind`: `extraction`")
    notes += [f"`{key}`: `{json.dumps(value)}`" for key, value in row.get("settings", {}).items()]
    why = (", ".join(notes) + ". " if notes else "") + row["why"].replace("|", "\\|")
    cells = [code(row["gold"]), code(row["prediction"]), ANSWERS[row["expected"]], f"`{row['reason']}`", why]
    return "| " + " | ".join(cells) + " |"


def tables(rows):
    lines = []
    section = None
    for row in rows:
        if row["section"] != section:
            section = row["section"]
            lines += ["", f"### {section}", "", "| gold | prediction | accepted | reason | why |", "|---|---|---|---|---|"]
        lines.append(line(row))
    return "\n".join(lines[1:])


def main(arguments):
    rows = [json.loads(text) for text in ROWS.read_text(encoding="utf-8").splitlines()]
    page = PAGE.read_text(encoding="utf-8")
    head, begin, rest = page.partition(BEGIN + "\n")
    _, end, tail = rest.partition(END)
    if not begin or not end:
        sys.exit(f"math-docs: {PAGE.name} lacks its marks")
    written = f"{head}{begin}\n{tables(rows)}\n\n{end}{tail}"
    if arguments == ["--check"]:
        if written != page:
            sys.exit(f"math-docs: {PAGE.name} is not what {ROWS.name} says; run scripts/math-docs.py")
    elif arguments:
        sys.exit("usage: math-docs.py [--check]")
    else:
        PAGE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
