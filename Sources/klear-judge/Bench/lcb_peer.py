"""Judges programs with LiveCodeBench's harness: rows on standard input, processes at once as the argument.

Prints the wall seconds of judging, the CPU seconds spent before it, and how many programs were not accepted.
"""

import json
import os
import resource
import sys
import time

rows = [json.loads(line) for line in sys.stdin]
real_output = os.dup(1)
os.dup2(2, 1)

from lcb_runner.evaluation.compute_code_generation_metrics import evaluate_generations  # noqa: E402

samples = [{"input_output": row["input_output"]} for row in rows]
generations = [[row["code"]] for row in rows]
used = resource.getrusage(resource.RUSAGE_SELF)
start = time.monotonic()
results, _ = evaluate_generations(samples, generations, debug=False, num_process_evaluate=int(sys.argv[1]), timeout=6)
wall = time.monotonic() - start
failed = sum(not all(code is True or code == 1 for code in answers[0]) for answers in results.values())
os.write(real_output, f"{wall} {used.ru_utime + used.ru_stime} {failed}".encode())
