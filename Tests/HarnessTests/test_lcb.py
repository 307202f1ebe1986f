"""The harness of --compat lcb against what LiveCodeBench's own said, recorded in testdata/compat/lcb."""

import json
import os
import tempfile
import unittest
from decimal import Decimal, InvalidOperation

from harness import BUNDLES, HERE, PYTHON, Started, frames, write

DATA = os.path.join(HERE, "..", "..", "testdata", "compat", "lcb")
# Equality is the program's own word there, which is not taken.
DIFFERENT = {"call-equal-to-all-list", "call-equal-to-all-object"}
# Only the sandbox ends it.
ENDLESS = {"sum-loop-swallowed-forever"}


def run(program, inputs, name=None, stops=0, cpu=1, idle=10):
    """(frames but usage, exit code)."""
    with tempfile.TemporaryDirectory() as folder:
        write(os.path.join(folder, "main.py"), program)
        texts = [text.encode() for text in inputs]
        way = "call %s" % name if name else "stdio "
        request = b"lcb %d %d %s %s %s\n" % (len(texts), stops, b"%d" % cpu, b"%d" % idle, way.encode())
        request += b"".join(b"%d\n%s\n" % (len(text), text) for text in texts)
        write(os.path.join(folder, "request"), request)
        source = os.open(os.path.join(folder, "request"), os.O_RDONLY)
        sink = os.open(os.path.join(folder, "results"), os.O_RDWR | os.O_CREAT | os.O_APPEND)
        ended = Started([os.path.join(BUNDLES, "kj_lcb.pyc"), "main.py"], folder, {3: source, 4: sink}).end()
        os.close(source)
        with os.fdopen(sink, "rb") as file:
            file.seek(0)
            return [frame for frame in frames(file.read()) if frame[1] != "U"], ended.code


def same_text(output, expected):
    output, expected = output.strip().split("\n"), expected.strip().split("\n")
    return len(output) == len(expected) and all(map(same_line, output, expected))


def same_line(output, expected):
    try:
        numbers = [list(map(Decimal, line.split())) for line in (output, expected)]
    except InvalidOperation:
        numbers = [0, 1]
    return output.strip() == expected.strip() or numbers[0] == numbers[1]


def codes(found, problem):
    """LiveCodeBench's results up to the first failure; None where it loses all."""
    results = []
    for test, (_, kind, values) in zip(problem["tests"], found):
        if kind == "V":
            same = values[0] == json.loads(test["output"]) if problem["kind"] == "call" else None
            passed = same_text(values[0], test["output"]) if same is None else same
            results.append(True if passed else -2)
        elif kind in "CLM":
            return [-4]
        elif kind == "X":
            return None
        else:
            results.append({"D": -2, "P": "?", "E": -4, "T": -3}[kind])
        if results[-1] is not True:
            return results
    return results if len(results) == len(problem["tests"]) else None


def rows(name):
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Agreement(unittest.TestCase):
    maxDiff = None

    def test_all_recorded_results(self):
        if os.path.basename(PYTHON).startswith("pypy"):
            self.skipTest("the results were recorded with CPython")
        problems = {problem["id"]: problem for problem in rows("problems.jsonl")}
        for row in rows("submissions.jsonl"):
            if row["id"] in ENDLESS:
                continue
            problem = problems[row["problem_id"]]
            with self.subTest(row["id"]):
                inputs = [test["input"] for test in problem["tests"]]
                found, _ = run(row["source_code"], inputs, problem.get("fn_name"))
                recorded = [-2 if code is False else code for code in row["lcb_results"]]
                if row["lcb_error_code"] == -5:
                    recorded = None
                self.assertEqual(codes(found, problem), ["?"] if row["id"] in DIFFERENT else recorded)


class Frames(unittest.TestCase):
    def test_goes_on_behind_a_failure_unless_told_to_stop(self):
        program = "assert input() != 'b'\nprint('x')"
        for stops, kinds in ((0, "VEV"), (1, "VE")):
            found, code = run(program, ["a", "b", "c"], stops=stops)
            self.assertEqual(("".join(frame[1] for frame in found), code), (kinds, 0))

    def test_sleeping_is_idle_and_not_processor_time(self):
        found, _ = run("import time\ntime.sleep(30)", ["", ""], stops=1, cpu=20, idle=1)
        self.assertEqual([(kind, values[0]) for _, kind, values in found], [("T", "idle")])

    def test_an_input_that_is_no_json_is_not_the_programs_fault(self):
        found, code = run("def f(a): return a", ["1\n"], name="f")
        self.assertEqual(([frame[1] for frame in found], code), (["B"], 1))


if __name__ == "__main__":
    unittest.main()
