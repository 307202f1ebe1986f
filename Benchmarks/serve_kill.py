#!/usr/bin/env python3
"""Kills a loaded reward server again and again, and checks that nothing acknowledged was lost.

    Benchmarks/serve_kill.py .build/release/klear-judge --kills 100

Each round: a server on the same ledger, requests with idempotency keys from several connections, SIGKILL at a random
moment. The next server must know each acknowledged verdict, answer each acknowledged key with the same bytes, and no
process of the killed one may be left. Ends with 1 at the first thing that is not so.
"""
import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

PROBLEM = {"id": "kill-echo", "kind": "stdio", "tests": [{"input": "1\n", "output": "1\n"}]}
SOURCES = ["print(input())", "print(2)", "raise SystemExit(1)", "import os\nos.abort()"]


def start(command, folder):
    errors = open(os.path.join(folder, "log"), "ab")
    process = subprocess.Popen(
        [command, "serve", "--listen", "127.0.0.1:0", "--ledger", os.path.join(folder, "ledger.sqlite"),
         "--no-log-requests"], stdout=subprocess.PIPE, stderr=errors, text=True)
    line = process.stdout.readline()
    if not line:
        sys.exit("the server does not start: " + open(os.path.join(folder, "log")).read()[-2000:])
    return process, int(line.rsplit(":", 1)[1])


def ask(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body=json.dumps(body) if body is not None else None, headers=headers or {})
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def stat(name):
    """Parent and start time of a process; None for one that is gone."""
    try:
        with open(f"/proc/{name}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
            return None if fields[0] == "Z" else (int(fields[1]), fields[19])
    except OSError:
        return None


def tree(root):
    """Process numbers with start times of all that descend from one: launcher, interpreters, programs."""
    known = {int(name): stat(name) for name in os.listdir("/proc") if name.isdigit()}
    members, grown = {root}, True
    while grown:
        found = {number for number, facts in known.items() if facts and facts[0] in members} - members
        members, grown = members | found, bool(found)
    return {number: known[number][1] for number in members - {root} if known.get(number)}


def left_over(members):
    return [number for number, started in members.items() if (facts := stat(number)) and facts[1] == started]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=1.5, help="the longest time between start and kill")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    total = lost = changed = leftover = seen = 0
    with tempfile.TemporaryDirectory(prefix="klear-kill-") as folder:
        acknowledged = []
        for number in range(options.kills + 1):
            process, port = start(options.command, folder)
            # What the one before had acknowledged.
            for key, body, text in acknowledged:
                for row in json.loads(text)["results"]:
                    status, _ = ask(port, "GET", "/v1/verdicts/" + row["verdict_id"])
                    lost += status != 200
                status, again = ask(port, "POST", "/v1/grade", body, {"Idempotency-Key": key})
                changed += status != 200 or again != text
            total += len(acknowledged)
            if number == options.kills:
                process.send_signal(signal.SIGTERM)
                clean = process.wait(60) == 0
                break
            ask(port, "PUT", "/v1/problems/kill-echo", PROBLEM)
            acknowledged, lock, ended = [], threading.Lock(), threading.Event()

            def load(name):
                count = 0
                while not ended.is_set():
                    key = f"{number}-{name}-{count}"
                    body = {"problem_id": "kill-echo", "submissions": [
                        {"language": "python3", "source_code": SOURCES[(count + name + i) % 4] + f"\n# {key} {i}"}
                        for i in range(2)]}
                    try:
                        status, text = ask(port, "POST", "/v1/grade", body, {"Idempotency-Key": key})
                    except (OSError, http.client.HTTPException):
                        return
                    if status == 200:
                        with lock:
                            acknowledged.append((key, body, text))
                    count += 1
            threads = [threading.Thread(target=load, args=(name,)) for name in range(options.connections)]
            for thread in threads:
                thread.start()
            time.sleep(rng.uniform(0.05, options.seconds))
            members = tree(process.pid)
            process.kill()
            ended.set()
            process.wait()
            for thread in threads:
                thread.join()
            deadline = time.monotonic() + 10
            while (left := left_over(members)) and time.monotonic() < deadline:
                time.sleep(0.05)
            leftover += len(left)
            seen += len(members)
    row = {"kills": options.kills, "acknowledged": total, "verdicts_lost": lost, "answers_changed": changed,
           "processes_seen": seen, "processes_left": leftover, "ended_clean": clean}
    print(json.dumps(row))
    sys.exit(1 if lost or changed or leftover or not clean else 0)


main()
