#!/usr/bin/env python3
"""Loads a reward server with a mix of programs and checks every answer.

    klear-judge serve --listen 127.0.0.1:8080 --queue 20000 --no-log-requests &
    Benchmarks/serve_load.py http://127.0.0.1:8080 --requests 10000 --connections 256
    Benchmarks/serve_load.py http://127.0.0.1:8080 --rate 50 --requests 2000 --hostile 0.05   # open load

Each request is one program of its own text on a registered problem with two tests, and has a verdict that it must get.
Without --rate each connection sends its next request when the last is answered; with it, requests come at random times.
With --write DIR nothing is sent: the same work is written as files for klear-judge grade --expect.
Ends with 1 if an answer is missing, doubled or wrong.
"""
import argparse
import asyncio
import collections
import json
import os
import random
import sys
import time
import urllib.parse

PROBLEM = {"id": "load-echo", "kind": "stdio", "time_limit_s": 1, "output_limit_mb": 1,
           "tests": [{"input": "1\n", "output": "1\n"}, {"input": "2\n", "output": "2\n"}]}
ORDINARY = [("print(input())", "accepted"), ("print(1)", "wrong_answer"), ("raise SystemExit(3)", "runtime_error"),
            ("x = (", "compile_error")]
HOSTILE = [("while True: pass", "time_limit"), ("while True: print('a' * 10000)", "output_limit"),
           ("import os\nos.abort()", "runtime_error")]


class Connection:
    """One connection that is kept open."""

    def __init__(self, url, token):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port, self.token = parts.hostname, parts.port, token
        self.reader = self.writer = None

    async def ask(self, method, path, body=None):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        data = json.dumps(body).encode() if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nContent-Length: {len(data)}\r\n"
        if self.token:
            head += f"Authorization: Bearer {self.token}\r\n"
        self.writer.write(head.encode() + b"\r\n" + data)
        await self.writer.drain()
        status = int((await self.reader.readline()).split()[1])
        length = 0
        while (line := await self.reader.readline()).strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, await self.reader.readexactly(length)


def program(index, kind):
    hostile, choice = kind
    source, verdict = (HOSTILE if hostile else ORDINARY)[choice]
    return source + f"\n# {index}", verdict


def write(folder, kinds):
    with open(os.path.join(folder, "problems.jsonl"), "w") as file:
        file.write(json.dumps(PROBLEM) + "\n")
    with open(os.path.join(folder, "submissions.jsonl"), "w") as file:
        for index, kind in enumerate(kinds):
            source, verdict = program(index, kind)
            file.write(json.dumps({"id": str(index), "problem_id": PROBLEM["id"], "language": "python3",
                                   "source_code": source, "expected": [verdict]}) + "\n")


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


async def memory(connection):
    _, text = await connection.ask("GET", "/metrics")
    for line in text.decode().splitlines():
        if line.startswith("process_resident_memory_bytes "):
            return float(line.split()[1])
    return float("nan")


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--write", metavar="DIR", help="write the work as problems.jsonl and submissions.jsonl")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--hostile", type=float, default=0.05, help="share of programs that loop, flood or abort")
    parser.add_argument("--rate", type=float, help="requests a second at random times, whatever is answered")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--token")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    kinds = [(True, rng.randrange(len(HOSTILE))) if rng.random() < options.hostile else
             (False, rng.randrange(len(ORDINARY))) for _ in range(options.requests)]
    if options.write:
        return write(options.write, kinds)
    if not options.url:
        parser.error("the server's address is missing")
    control = Connection(options.url, options.token)
    status, text = await control.ask("PUT", "/v1/problems/load-echo", PROBLEM)
    if status != 200:
        sys.exit(f"the problem was refused: {status} {text.decode()}")
    before = await memory(control)
    times = collections.defaultdict(list)
    answers, wrong = collections.Counter(), []
    statuses = collections.Counter()

    async def one(connection, index, started):
        source, verdict = program(index, kinds[index])
        body = {"problem_id": "load-echo", "submissions": [
            {"id": str(index), "language": "python3", "source_code": source}], "deadline_s": 600}
        while True:
            status, text = await connection.ask("POST", "/v1/grade", body)
            statuses[status] += 1
            if status != 429:
                break
            await asyncio.sleep(0.2)
        times[kinds[index][0]].append(time.monotonic() - started)
        rows = json.loads(text).get("results", []) if status == 200 else []
        answers[index] += 1
        if len(rows) != 1 or rows[0]["submission_id"] != str(index) or rows[0]["verdict"] != verdict:
            wrong.append((index, verdict, status, rows[0]["verdict"] if rows else text.decode()[:200]))

    started = time.monotonic()
    if options.rate is None:
        todo = iter(range(options.requests))

        async def worker():
            connection = Connection(options.url, options.token)
            for index in todo:
                await one(connection, index, time.monotonic())
        await asyncio.gather(*(worker() for _ in range(min(options.connections, options.requests))))
    else:
        free, tasks = collections.deque(), []

        async def arrival(index, at):
            connection = free.pop() if free else Connection(options.url, options.token)
            await one(connection, index, at)
            free.append(connection)
        at = started
        for index in range(options.requests):
            at += rng.expovariate(options.rate)
            await asyncio.sleep(max(0, at - time.monotonic()))
            tasks.append(asyncio.create_task(arrival(index, at)))
        await asyncio.gather(*tasks)
    elapsed = time.monotonic() - started
    # The first connection may have idled for longer than a server keeps one.
    after = await memory(Connection(options.url, options.token))
    row = {"requests": options.requests, "seconds": round(elapsed, 2), "requests_per_s": round(options.requests / elapsed, 1),
           "statuses": dict(statuses), "missing": options.requests - len(answers),
           "doubled": sum(count > 1 for count in answers.values()), "wrong": len(wrong),
           "memory_mib": [round(before / 2**20, 1), round(after / 2**20, 1)]}
    for hostile, name in ((False, "ordinary"), (True, "hostile")):
        if times[hostile]:
            row[name] = {"n": len(times[hostile]), "p50_s": round(quantile(times[hostile], 0.5), 4),
                         "p99_s": round(quantile(times[hostile], 0.99), 4), "max_s": round(max(times[hostile]), 4)}
    print(json.dumps(row))
    for index, verdict, status, got in wrong[:10]:
        print(f"request {index}: wanted {verdict}, got {status} {got}", file=sys.stderr)
    sys.exit(1 if wrong or len(answers) != options.requests else 0)


asyncio.run(main())
