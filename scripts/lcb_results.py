#!/usr/bin/env python3
"""Runs LiveCodeBench's own harness on native rows: `lcb_results.py CHECKOUT PROBLEMS SUBMISSIONS > RESULTS`.

CHECKOUT is a folder with LiveCodeBench's sources; the interpreter needs numpy and tqdm. Each submission comes out with
`lcb_results`, the harness's codes for its tests, and `lcb_error_code` where it gives one. The programs run WITHOUT a
sandbox: only ones that you wrote yourself.
"""

import json
import sys


def main(checkout, problems, submissions):
    sys.path.insert(0, checkout)
    from lcb_runner.evaluation.compute_code_generation_metrics import evaluate_generations_by_problem

    by_id = {problem["id"]: problem for problem in rows(problems)}
    for submission in rows(submissions):
        problem = by_id[submission["problem_id"]]
        tests = {"inputs": [test["input"] for test in problem["tests"]]}
        tests["outputs"] = [test["output"] for test in problem["tests"]]
        tests["fn_name"] = problem.get("fn_name")
        sample = {"input_output": json.dumps(tests)}
        limit = int(problem["time_limit_s"])
        results, metadata = evaluate_generations_by_problem(([submission["source_code"]], sample, False, limit))
        # numpy's and the program's own truth values are no JSON.
        submission["lcb_results"] = [code if type(code) is int else bool(code) for code in results[0]]
        submission["lcb_error_code"] = metadata[0].get("error_code")
        RESULTS.write(json.dumps(submission) + "\n")
        RESULTS.flush()


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


if __name__ == "__main__":
    import os

    # Programs and the harness print: the results go to the real standard output alone.
    RESULTS = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    main(*sys.argv[1:])
