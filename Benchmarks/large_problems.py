#!/usr/bin/env python3
"""Writes a large problems file and submissions to it: how much memory does the judge itself take?

    Benchmarks/large_problems.py OUT --problems 2000 --test-bytes 500000 [--submissions 200]

OUT/problems.jsonl has one problem a row, with one test whose input and output take TEST_BYTES together;
OUT/submissions.jsonl has an accepted Python program for some of them, spread over the whole file.
Then, with the peak that the kernel counted for the judge's own process:

    Benchmarks/peak_memory.py klear-judge grade --problems OUT/problems.jsonl --submissions OUT/submissions.jsonl --out OUT/v.jsonl
"""

import argparse
import json
import pathlib

LINE = "0123456789" * 9 + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--problems", type=int, default=2000)
    parser.add_argument("--test-bytes", type=int, default=500_000)
    parser.add_argument("--submissions", type=int, default=200)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    text = LINE * max(1, options.test_bytes // 2 // len(LINE))
    with open(options.out / "problems.jsonl", "w") as file:
        for number in range(options.problems):
            test = {"input": f"{number}\n{text}", "output": f"{number}\n{text}"}
            row = {"id": f"p{number}", "kind": "stdio", "memory_limit_mb": 1024, "tests": [test]}
            file.write(json.dumps(row) + "\n")
    program = "import sys\nsys.stdout.write(sys.stdin.read())\n"
    with open(options.out / "submissions.jsonl", "w") as file:
        for index in range(options.submissions):
            number = index * options.problems // options.submissions
            row = {"id": f"s{index}", "problem_id": f"p{number}", "language": "python3", "source_code": program}
            file.write(json.dumps(row | {"expected": ["accepted"]}) + "\n")


if __name__ == "__main__":
    main()
