#!/usr/bin/env python3
"""Make testdata/contest/problems.jsonl and submissions.jsonl from the readable sources beside them.

Each folder of testdata/contest/problems is one problem:

    problem.json       the row without tests; a checker's "source_file" is read into "source_code"
    statement.md       the statement
    reference.py       inputs() -> list of input texts, answer(input) -> output text (none for assert problems)
    test_code/*.py     assert problems: the test code, one file a test
    submissions/VERDICT[+VERDICT]/NAME[.LANGUAGE].EXT
                       programs and the verdicts they may get; .md files are whole model responses

Expected outputs are computed by the reference, never written by hand. `--check` writes nothing and ends with 1
if a file is not what the sources say.
"""

import importlib.util
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent / "testdata" / "contest"
LANGUAGES = {
    "py": "python3", "c": "c", "cpp": "cpp", "java": "java", "js": "javascript", "go": "go", "rs": "rust",
    "kt": "kotlin", "swift": "swift", "rb": "ruby", "sh": "bash",
}
VERDICTS = {
    "accepted", "wrong_answer", "time_limit", "memory_limit", "output_limit", "runtime_error", "compile_error",
    "security_violation",
}


def load_reference(folder):
    """The reference module, without leaving a cache beside it."""
    spec = importlib.util.spec_from_file_location(f"reference_{folder.name}", folder / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def problem_row(folder):
    row = json.loads((folder / "problem.json").read_text())
    checker = row.get("checker")
    if checker and "source_file" in checker:
        checker["source_code"] = (folder / checker.pop("source_file")).read_text()
    head = {"id": folder.name, **row}
    head["statement"] = (folder / "statement.md").read_text()
    head.setdefault("source", "written for klear-judge")
    head.setdefault("license", "Apache-2.0")
    if row["kind"] == "assert":
        head["test_code"] = [file.read_text() for file in sorted((folder / "test_code").glob("*.py"))]
    else:
        reference = load_reference(folder)
        head["tests"] = [{"input": text, "output": reference.answer(text)} for text in reference.inputs()]
    return head


def submission_rows(folder):
    for file in sorted((folder / "submissions").glob("*/*")):
        expected = file.parent.name.split("+")
        unknown = set(expected) - VERDICTS
        if unknown:
            raise SystemExit(f"{file}: unknown verdict {sorted(unknown)}")
        name, *middle, ending = file.name.split(".")
        language = middle[0] if middle else LANGUAGES.get(ending)
        row = {"id": f"{folder.name}/{file.parent.name}/{file.name}", "problem_id": folder.name}
        if language:
            row["language"] = language
        row["response" if ending == "md" else "source_code"] = file.read_text()
        row["expected"] = expected
        yield row


def main():
    folders = sorted(path for path in (ROOT / "problems").iterdir() if (path / "problem.json").exists())
    outputs = {
        "problems.jsonl": [problem_row(folder) for folder in folders],
        "submissions.jsonl": [row for folder in folders for row in submission_rows(folder)],
    }
    stale = []
    for name, rows in outputs.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path = ROOT / name
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text() != text:
                stale.append(name)
        else:
            path.write_text(text)
            print(f"{name}: {len(rows)} rows, {len(text.encode())} bytes")
    if stale:
        print(f"not up to date: {', '.join(stale)}; run scripts/build-testdata.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
