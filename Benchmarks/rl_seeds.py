#!/usr/bin/env python3
"""What reinforcement learning adds, over several seeds: the rise of held-out pass@1 over the model that it began with.

    python3 Benchmarks/rl_seeds.py .build/release/klear-judge examples/rl-small.yaml

runs `train rl` and `train eval` for each seed (5 of them, 8 answers to each problem), from the repository's root, and
prints pass@1 before and after, the rises, their mean, and its 95 % interval by Student's t. Runs that are there already go
on; all of it lies in --out. On a machine of many cores: --at-once 5 --set threads=3. Exit code 0: the mean is at least --rise and the interval's lower end above --low; 1: not.
"""

import argparse
import concurrent.futures
import json
import os
import statistics
import subprocess
import sys

# Student's t at 0.975, by degrees of freedom.
T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def run(words):
    print("+", " ".join(words), file=sys.stderr, flush=True)
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def evaluated(options, file, model):
    """The evaluation of a model, kept in a file."""
    if not os.path.exists(file):
        text = run([options.command, "train", "eval", "--config", options.config, "--model", model, "-n",
                    str(options.samples), "--seed", str(options.seed), "--format", "json", "--progress", "none"]
                   + settings(options))
        with open(file, "w") as out:
            out.write(text)
    with open(file) as lines:
        return json.loads(lines.read())["pass_at_k"]["1"]["mean"]


def trained(options, seed):
    """pass@1 of the model that a seed leads to."""
    folder = f"{options.out}/{seed}"
    if not os.path.exists(f"{folder}/final"):
        run([options.command, "train", "rl", "--config", options.config, "--progress", "none", "--set",
             f"output_dir={folder}", "--set", f"seed={seed}"] + settings(options)
            + (["--resume"] if os.path.exists(folder) else []))
    return evaluated(options, f"{folder}/eval.json", f"{folder}/final")


def settings(options):
    return [word for setting in options.set for word in ("--set", setting)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command")
    parser.add_argument("config")
    parser.add_argument("--model", default="out/sft-small/final", help="the model that the runs begin with")
    parser.add_argument("--out", default="out/rl-seeds")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=8, help="answers to each held-out problem")
    parser.add_argument("--at-once", type=int, default=1, help="seeds that run side by side")
    parser.add_argument("--seed", type=int, default=1, help="of the evaluations")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--rise", type=float, default=0.15)
    parser.add_argument("--low", type=float, default=0.10)
    options = parser.parse_args()
    if not 2 <= options.seeds <= 10:
        parser.error("--seeds is between 2 and 10")
    os.makedirs(options.out, exist_ok=True)
    before = evaluated(options, f"{options.out}/before.json", options.model)
    print(f"before: {before:.3f}", flush=True)
    rises = []
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        seeds = range(1, options.seeds + 1)
        for seed, after in zip(seeds, pool.map(lambda seed: trained(options, seed), seeds)):
            rises.append(after - before)
            print(f"seed {seed}: {after:.3f}, rise {rises[-1]:+.3f}", flush=True)
    mean = statistics.mean(rises)
    half = T[len(rises) - 1] * statistics.stdev(rises) / len(rises) ** 0.5
    print(f"mean rise {mean:+.3f}, 95 % interval {mean - half:+.3f} to {mean + half:+.3f}, {len(rises)} seeds")
    sys.exit(0 if mean >= options.rise and mean - half > options.low else 1)


if __name__ == "__main__":
    main()
