#!/usr/bin/env python3
"""Kills `klear-judge train sft`, or with --kind rl `train rl`, with SIGKILL at random moments, resumes it each time, and
compares what is left with a run that nobody disturbed: the bytes of the model and of the optimiser's moments, every row of
metrics.jsonl but for times and memory, and the steps of the event files, each of which must be there once.

    python3 Benchmarks/train_kill.py .build/release/klear-judge examples/sft-small.yaml
    python3 Benchmarks/train_kill.py .build/release/klear-judge examples/rl-small.yaml --kind rl --set rl.steps=8 \
        --set save_every=2

Moments are by the clock; --while-saving of the kills come instead as soon as a checkpoint is seen half written. A run that gets to its end before enough kills came begins again in a new folder. Exit code 0: all alike; 1: not.
"""

import argparse
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

MEASURED = ("tokens_per_s", "time_s", "peak_rss_bytes")


def command(options, folder, resume):
    line = [options.command, "train", options.kind, "--config", options.config, "--progress", "none"]
    for setting in [f"output_dir={folder}", *options.set]:
        line += ["--set", setting]
    return line + (["--resume"] if resume else [])


def train(options, folder, resume, seconds=None, saving=None):
    """Runs to the end, or kills: after so many seconds, or so many seconds after the first sign of a checkpoint being
    written. The exit code, and whether it was killed."""
    with open(folder + ".log", "ab") as log:
        process = subprocess.Popen(command(options, folder, resume), stdout=log, stderr=log)
        try:
            if saving is not None:
                while process.poll() is None and not is_saving(folder):
                    time.sleep(0.0005)
                seconds = saving
            return process.wait(timeout=seconds), False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return process.returncode, process.returncode == -9


def is_saving(folder):
    """Whether a checkpoint lies half written there."""
    try:
        return any(name.startswith(".saving-") for name in os.listdir(f"{folder}/checkpoints"))
    except FileNotFoundError:
        return False


def metrics(folder):
    with open(f"{folder}/metrics.jsonl") as file:
        rows = [json.loads(line) for line in file]
    return [{key: value for key, value in row.items() if key not in MEASURED} for row in rows]


def varint(data, place):
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


def event_steps(folder):
    """The steps of all records with a summary, in order."""
    steps = []
    for name in sorted(os.listdir(f"{folder}/tb")):
        with open(f"{folder}/tb/{name}", "rb") as file:
            data = file.read()
        place = 0
        while place < len(data):
            (length,) = struct.unpack_from("<Q", data, place)
            record = data[place + 12 : place + 12 + length]
            place += 16 + length
            at, step, has_summary = 0, 0, False
            while at < len(record):
                key, at = varint(record, at)
                if key & 7 == 0:
                    value, at = varint(record, at)
                    step = value if key >> 3 == 2 else step
                elif key & 7 == 1:
                    at += 8
                elif key & 7 == 2:
                    size, at = varint(record, at)
                    at += size
                    has_summary |= key >> 3 == 5
                else:
                    at += 4
            if has_summary:
                steps.append(step)
    return sorted(steps)


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def state(folder):
    """What a kill found: the newest checkpoint's step, the rows written, and whether something was being saved."""
    names = os.listdir(f"{folder}/checkpoints") if os.path.isdir(f"{folder}/checkpoints") else []
    steps = [int(name[5:]) for name in names if name.startswith("step-")]
    try:
        rows = contents(f"{folder}/metrics.jsonl").count(b"\n")
    except FileNotFoundError:
        rows = 0
    return max(steps, default=0), rows, is_saving(folder)


def differences(whole, killed):
    found = []
    for name in ["final/model.safetensors", "checkpoints/latest/model.safetensors",
                 "checkpoints/latest/trainer_state/moments.safetensors", "final/tokenizer.json", "config.yaml"]:
        a, b = (contents(f"{folder}/{name}") for folder in (whole, killed))
        if name == "config.yaml":
            a, b = (text.replace(os.path.basename(folder).encode(), b"") for text, folder in ((a, whole), (b, killed)))
        if a != b:
            found.append(f"{name} differs")
    a, b = metrics(whole), metrics(killed)
    if [row["step"] for row in b] != list(range(1, len(a) + 1)):
        found.append("metrics.jsonl has not every step once")
    found += [f"metrics of step {x['step']} differ: {x} {y}" for x, y in zip(a, b) if x != y]
    if event_steps(killed) != event_steps(whole):
        found.append(f"event files have the steps {event_steps(killed)}")
    if os.readlink(f"{whole}/checkpoints/latest") != os.readlink(f"{killed}/checkpoints/latest"):
        found.append(f"latest leads to {os.readlink(f'{killed}/checkpoints/latest')}")
    left = [name for name in os.listdir(f"{killed}/checkpoints") if name.startswith(".")]
    return found + ([f"left over: {left}"] if left else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("command", help="path of klear-judge")
    parser.add_argument("config", help="a RUN.yaml")
    parser.add_argument("--kind", choices=["sft", "rl"], default="sft")
    parser.add_argument("--set", action="append", default=[], metavar="key=value", help="handed on to klear-judge")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--while-saving", type=int, default=0, metavar="KILLS",
                        help="so many of them while a checkpoint is written")
    parser.add_argument("--seed", type=int, default=0, help="of the moments (default: 0)")
    options = parser.parse_args()
    moments = random.Random(options.seed)
    work = tempfile.mkdtemp(prefix="train-kill-")
    whole = f"{work}/whole"
    begin = time.monotonic()
    code, _ = train(options, whole, False)
    if code != 0:
        sys.exit(f"the undisturbed run ended with {code}:\n" + contents(whole + ".log").decode())
    duration = time.monotonic() - begin
    total = len(metrics(whole))
    print(f"undisturbed: {total} steps in {duration:.1f} s")
    kills = saving = rounds = before_first = 0
    failures = []
    while kills < options.kills:
        killed, resume = f"{work}/killed-{rounds}", False
        rounds += 1
        while True:
            # Early moments are likelier: several kills a round, some while a run starts. Past the last the run ends.
            seconds = duration * moments.random() ** 2 if kills < options.kills else None
            # Those while saving come evenly between the others; a checkpoint takes some milliseconds.
            left = options.kills - kills
            waits = seconds is not None and moments.random() * left < options.while_saving - saving
            code, was_killed = train(options, killed, resume, seconds, 0.02 * moments.random() if waits else None)
            if not was_killed:
                break
            kills += 1
            resume = os.path.isdir(killed)
            step, rows, was_saving = state(killed)
            saving += was_saving
            before_first += step == 0
            print(f"kill {kills} {'at a checkpoint' if waits else f'after {seconds:.2f} s'}: checkpoint {step}, {rows} rows"
                  + (", while saving" if was_saving else ""), flush=True)
        if code != 0:
            failures.append(f"round {rounds}: ended with {code}: " + contents(killed + ".log").decode()[-500:])
            break
        found = differences(whole, killed)
        print(f"round {rounds}: {'the same bits' if not found else found}")
        failures += [f"round {rounds}: {text}" for text in found]
    print(json.dumps({"kills": kills, "while_saving": saving, "before_first_checkpoint": before_first,
                      "rounds": rounds, "steps": total, "failures": failures}))
    if failures:
        sys.exit(1)
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
