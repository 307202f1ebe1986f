#!/usr/bin/env python3
"""Our reward server beside code-judge and SandboxFusion: the same programs and tests, each server in its own shape.

    klear-judge serve --listen 127.0.0.1:8080 --queue 20000 --no-log-requests --no-dedupe &
    Benchmarks/serve_peers.py http://127.0.0.1:8080 --code-judge http://127.0.0.1:8101 \\
        --sandbox-fusion http://127.0.0.1:8102 --processes ours=PID --processes code-judge=PID,PID,PID

Ours speaks the shapes of the others, so that each pair gets the same requests byte for byte, in turn, round after round:
`/judge/long-batch` with all tests of a program, `/run_code` with one test as verl sends them, `/submit` with all tests.
Every answer is checked. The text of each program differs from round to round, so that nothing is taken from a cache.

Two sets of programs are built in: `plain` imports nothing, which is the best case of a judge that starts an interpreter
for each test; `imports` begins as most programs of models do. --problems and --submissions take native rows instead.
With --processes (the roots of a server's processes, ours too) a row has the CPU time for each test, the server's own
and its programs', which other work on the machine changes less than rates.
Prints a JSON row for each pair: tests a second are medians of the rounds. Ends with 1 if an answer is wrong.
"""
import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import urllib.parse

TICKS = os.sysconf("SC_CLK_TCK")
PLAIN = "n = int(input())\nprint(sum(i * i for i in range(n + 1)))\n"
IMPORTS = """import sys
import math
import heapq
from collections import defaultdict, deque
from functools import lru_cache
from itertools import accumulate
from typing import List


class Solution:
    def squares(self, n: int) -> List[int]:
        return [i * i for i in range(n + 1)]


def main():
    n = int(sys.stdin.readline())
    print(list(accumulate(Solution().squares(n)))[-1])


if __name__ == "__main__":
    main()
"""


def built_in(source, programs=20, tests=10):
    return [(source, [(f"{n}\n", f"{sum(i * i for i in range(n + 1))}\n") for n in range(index + 1, index + tests + 1)])
            for index in range(programs)]


def native(problems, submissions, most):
    """Accepted Python programs on standard input and output."""
    with open(problems) as file:
        rows = {row["id"]: row for row in map(json.loads, file)}
    found = []
    with open(submissions) as file:
        for row in map(json.loads, file):
            problem = rows[row["problem_id"]]
            if row["language"] == "python3" and row.get("expected") == ["accepted"] and problem["kind"] == "stdio":
                found.append((row["source_code"], [(test["input"], test["output"]) for test in problem["tests"]]))
    return found[:most]


def judge_batch(source, tests):
    rows = [{"type": "python", "solution": source, "input": given, "expected_output": right} for given, right in tests]
    yield "/judge/long-batch", {"type": "batch", "submissions": rows}, lambda answer: (
        len(answer["results"]) == len(tests) and all(result["success"] for result in answer["results"]))


def run_code(source, tests):
    for given, right in tests:
        body = {"code": source, "language": "python", "stdin": given, "compile_timeout": 10, "run_timeout": 10,
                "memory_limit_MB": 1024, "files": {}, "fetch_files": []}
        yield "/run_code", body, lambda answer, right=right: (
            answer["status"] == "Success" and answer["run_result"]["stdout"].split() == right.split())


def submit(source, tests):
    provided = {"id": 1, "content": "", "labels": {}, "test": [
        {"input": {"stdin": given}, "output": {"stdout": right}} for given, right in tests]}
    body = {"dataset": "code_contests", "id": 1, "completion": f"```python\n{source}\n```",
            "config": {"language": "python", "compile_timeout": 10, "run_timeout": 10, "provided_data": provided,
                       "dataset_type": "CommonOJDataset"}}
    yield "/submit", body, lambda answer: answer["accepted"] and len(answer["tests"]) == len(tests)


SHAPES = [("/judge/long-batch", judge_batch, "code-judge"), ("/run_code", run_code, "SandboxFusion"),
          ("/submit", submit, "SandboxFusion")]


class Connection:
    """One connection that is kept open where the server keeps it."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.reader = self.writer = None

    async def post(self, path, body):
        data = json.dumps(body).encode()
        head = (f"POST {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(data)}\r\n\r\n")
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        self.writer.write(head.encode() + data)
        status = int((await self.reader.readline()).split()[1])
        length, close = 0, False
        while (line := await self.reader.readline()).strip():
            name, _, value = line.lower().partition(b":")
            length = int(value) if name == b"content-length" else length
            close = close or name == b"connection" and value.strip() == b"close"
        answer = await self.reader.readexactly(length)
        if close:
            self.writer.close()
            self.writer = None
        return status, answer


async def load(url, requests, connections):
    """Seconds for all, and what was answered wrongly."""
    todo, wrong = iter(requests), []

    async def worker():
        connection = Connection(url)
        for path, body, is_right in todo:
            status, answer = await connection.post(path, body)
            try:
                right = status == 200 and is_right(json.loads(answer))
            except (ValueError, KeyError, TypeError):
                right = False
            if not right:
                wrong.append(f"{url}{path}: {status} {answer.decode()[:300]}")
    started = time.monotonic()
    await asyncio.gather(*(worker() for _ in range(connections)))
    return time.monotonic() - started, wrong


def processor_seconds(roots):
    """Of these processes, of all that came from them, and of those that these have waited for."""
    times, children = {}, {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            times[int(name)] = sum(map(int, fields[11:15]))
            children.setdefault(int(fields[1]), []).append(int(name))
    total, todo = 0, list(roots)
    while todo:
        process = todo.pop()
        total += times.get(process, 0)
        todo += children.get(process, [])
    return total / TICKS


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours")
    parser.add_argument("--code-judge", metavar="URL")
    parser.add_argument("--sandbox-fusion", metavar="URL")
    parser.add_argument("--problems", help="native rows instead of the programs that are built in")
    parser.add_argument("--submissions", help="native rows; the accepted Python programs among them are taken")
    parser.add_argument("--most", type=int, default=40, help="programs of --submissions at most")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--processes", action="append", default=[], metavar="NAME=PID,PID",
                        help="ours, code-judge or sandbox-fusion, and the roots of its processes")
    options = parser.parse_args()
    if options.problems and options.submissions:
        sets = [("rows", native(options.problems, options.submissions, options.most))]
    else:
        sets = [("plain", built_in(PLAIN)), ("imports", built_in(IMPORTS))]
    roots = {name: [int(pid) for pid in pids.split(",")]
             for name, _, pids in (text.partition("=") for text in options.processes)}
    urls = {"code-judge": options.code_judge, "SandboxFusion": options.sandbox_fusion}
    wrong, serial = [], 0
    for set_name, programs in sets:
        tests = sum(len(tests) for _, tests in programs)
        for route, shape, peer in SHAPES:
            servers = [("ours", options.ours), (peer, urls[peer])]
            walls, costs = {"ours": [], peer: []}, {"ours": [], peer: []}
            count, loads = 0, [os.getloadavg()[0]]
            for _ in range(options.rounds):
                serial += 1
                requests = [request for source, tests_of in programs
                            for request in shape(f"{source}\n# {serial}", tests_of)]
                count = len(requests)
                for name, url in servers:
                    if not url:
                        continue
                    own = roots.get("sandbox-fusion" if name == "SandboxFusion" else name, [])
                    before = processor_seconds(own)
                    wall, errors = await load(url, requests, options.connections)
                    walls[name].append(wall)
                    costs[name].append((processor_seconds(own) - before) / tests * 1000 if own else None)
                    wrong += errors
                loads.append(os.getloadavg()[0])
            row = {"programs": set_name, "route": route, "connections": options.connections, "tests": tests,
                   "requests": count, "load": [round(load, 1) for load in (loads[0], max(loads))]}
            for name, url in servers:
                if url:
                    wall, cost = statistics.median(walls[name]), costs[name]
                    row[name] = {"tests_per_s": round(tests / wall, 1), "requests_per_s": round(count / wall, 1),
                                 "cpu_ms_per_test": round(statistics.median(cost), 2) if None not in cost else None}
            if urls[peer]:
                ratios = [theirs / ours for ours, theirs in zip(walls["ours"], walls[peer])]
                row["ratio"] = round(statistics.median(ratios), 2)
                row["ratios"] = [round(ratio, 2) for ratio in ratios]
                if None not in costs["ours"] + costs[peer]:
                    row["cpu_ratio"] = round(statistics.median(costs[peer]) / statistics.median(costs["ours"]), 2)
            print(json.dumps(row), flush=True)
    for line in wrong[:10]:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


asyncio.run(main())
