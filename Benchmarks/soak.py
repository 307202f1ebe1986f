#!/usr/bin/env python3
"""Judges a million small tests in one `klear-judge grade` process and looks for growth: memory, descriptors and threads of
the judge and of its launcher, processes, cgroups, mounts, and what is left when it has ended.

    python3 Benchmarks/soak.py .build/release/klear-judge --tests 1000000

No two programs are the same text. Some print what is wrong, crash, or leave a child behind. Exit code 0: every verdict is
the one that was expected, and no figure of the last tenth is more than a tenth above that of the second tenth; 1: not.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

TESTS = 50
PROGRAMS = [
    ("accepted", "n = int(input())\nprint(n * n)  # {0}\n"),
    ("accepted", "import math, collections\nn = int(input())\nprint(sum(n for _ in range(n)))  # {0}\n"),
    ("wrong_answer", "n = int(input())\nprint(n * n + (n == 50))  # {0}\n"),
    ("runtime_error", "n = int(input())\nassert n < 50\nprint(n * n)  # {0}\n"),
    ("accepted", "import os\nn = int(input())\nprint(n * n, flush=True)\nif n % 10 == 0 and os.fork() == 0:\n    import time\n    time.sleep(60)  # {0}\n"),
]


def write_rows(folder, tests):
    with open(os.path.join(folder, "problems.jsonl"), "w") as file:
        rows = [{"input": f"{n}\n", "output": f"{n * n}\n"} for n in range(1, TESTS + 1)]
        file.write(json.dumps({"id": "square", "kind": "stdio", "tests": rows}) + "\n")
    with open(os.path.join(folder, "submissions.jsonl"), "w") as file:
        for index in range(max(1, tests // TESTS)):
            verdict, source = PROGRAMS[index % len(PROGRAMS)]
            row = {"id": f"s{index}", "problem_id": "square", "language": "python3", "expected": [verdict]}
            file.write(json.dumps({**row, "source_code": source.format(index)}) + "\n")


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def processes():
    """Parent of each process, and its name."""
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        text = read(f"/proc/{entry}/stat")
        if text:
            name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
            found[int(entry)] = (int(rest[1]), name, rest[0])
    return found


def tree(root, found):
    below, grown = {root}, True
    while grown:
        grown = False
        for process, (parent, _, _) in found.items():
            if parent in below and process not in below:
                below.add(process)
                grown = True
    return below


def kilobytes(process, key):
    for line in read(f"/proc/{process}/status").splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    return 0


def cgroup_count():
    count = 0
    for folder, folders, _ in os.walk("/sys/fs/cgroup"):
        count += sum("klear" in folder or "klear" in name for name in folders)
    return count


def count_of(folder):
    try:
        return len(os.listdir(folder))
    except OSError:
        return 0


def sample(judge):
    found = processes()
    below = tree(judge, found)
    launchers = [p for p in below if found.get(p, (0, "", ""))[1] == "klear-launcher"]
    launcher = launchers[0] if launchers else judge
    return {
        "judge_kib": kilobytes(judge, "VmRSS"),
        "judge_descriptors": count_of(f"/proc/{judge}/fd"),
        "judge_threads": count_of(f"/proc/{judge}/task"),
        "launcher_kib": kilobytes(launcher, "VmRSS"),
        "launcher_descriptors": count_of(f"/proc/{launcher}/fd"),
        "launcher_mounts": len(read(f"/proc/{launcher}/mountinfo").splitlines()),
        "processes": len(below),
        "zombies": sum(found[p][2] == "Z" for p in below if p in found),
        "cgroups": cgroup_count(),
        "machine_mounts": len(read("/proc/self/mountinfo").splitlines()),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", help="path of klear-judge")
    parser.add_argument("--tests", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="soak-")
    write_rows(folder, options.tests)
    before = {"cgroups": cgroup_count(), "mounts": len(read("/proc/self/mountinfo").splitlines())}
    out = os.path.join(folder, "verdicts.jsonl")
    started = time.monotonic()
    judge = subprocess.Popen(
        [options.command, "grade", "--problems", f"{folder}/problems.jsonl", "--submissions",
         f"{folder}/submissions.jsonl", "--out", out, "--expect", "--jobs", str(options.jobs), "--progress", "none"])
    samples = []
    total = max(1, options.tests // TESTS)

    def watch():
        while judge.poll() is None:
            figures = sample(judge.pid)
            if figures["judge_kib"]:
                samples.append((os.path.getsize(out) if os.path.exists(out) else 0, figures))
            time.sleep(2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = judge.wait()
    watcher.join()
    seconds = time.monotonic() - started
    with open(out) as file:
        rows = sum(1 for _ in file)
    largest = samples[-1][0] if samples else 0
    # By what had been written: a busy machine is slow for some of the time.
    def middle(low, high):
        part = [figures for size, figures in samples if low * largest <= size <= high * largest]
        return {key: sorted(row[key] for row in part)[len(part) // 2] for key in part[0]} if part else {}

    early, late = middle(0.1, 0.2), middle(0.9, 1.0)
    after = {"cgroups": cgroup_count(), "mounts": len(read("/proc/self/mountinfo").splitlines())}
    if not early:
        sys.exit("too short to tell: give more --tests")
    grown = [key for key in late if late[key] > early[key] * 1.1 + 2]
    print(json.dumps({
        "tests": rows * TESTS, "submissions": rows, "expected_submissions": total, "seconds": round(seconds, 1),
        "exit_code": code, "second_tenth": early, "last_tenth": late, "before": before, "after": after,
        "grown": grown}, indent=1))
    shutil.rmtree(folder)
    sys.exit(0 if code == 0 and rows == total and not grown and before == after else 1)


if __name__ == "__main__":
    main()
