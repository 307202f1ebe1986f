#!/usr/bin/env bash
# All figures that the reward server has to show, in one run, on a machine that has nothing else to do.
#
#     Benchmarks/serve_figures.sh .build/release/klear-judge [out]
#
# SHORT=1 takes a tenth of the requests and kills. CODE_JUDGE and SANDBOX_FUSION may name servers of these projects, and
# CODE_JUDGE_PROCESSES and SANDBOX_FUSION_PROCESSES the roots of their processes (1,2,3), for the CPU time of a test.
set -euo pipefail
command=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
out=${2:-out/serve-figures}
mkdir -p "$out"
out=$(realpath "$out")
scale=${SHORT:+10}
scale=${scale:-1}
requests=$((10000 / scale))
kills=$((100 / scale))
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true' EXIT

say() { printf '\n== %s (load %s)\n' "$1" "$(cut -d' ' -f1-3 /proc/loadavg)"; }

start() {
  "$command" serve --listen 127.0.0.1:0 --ledger "$out/$1.sqlite" --queue 20000 --no-log-requests > "$out/address" &
  server=$!
  until grep -q listening "$out/address"; do sleep 0.1; done
  url=$(sed 's/listening on //' "$out/address")
}

stop() {
  kill "$server"
  wait "$server"
  server=
}

rm -f "$out"/*.sqlite*
say "the same work over HTTP and by grade"
start load
"$here/serve_load.py" "$url" --requests "$requests" --connections 256 | tee "$out/closed.json"
stop
"$here/serve_load.py" --write "$out" --requests "$requests"
began=$(date +%s.%N)
"$command" grade --problems "$out/problems.jsonl" --submissions "$out/submissions.jsonl" --expect \
  --ledger "$out/grade.sqlite" --out "$out/rows.jsonl" --progress none
python3 - "$out/closed.json" "$requests" "$began" << 'END'
import json, sys, time
served, grade = json.load(open(sys.argv[1]))["requests_per_s"], int(sys.argv[2]) / (time.time() - float(sys.argv[3]))
print(json.dumps({"served_per_s": served, "grade_per_s": round(grade, 1), "ratio": round(served / grade, 3)}))
END

say "short programs, with and without hostile ones, at half of what it can"
start open
capacity=$("$here/serve_load.py" "$url" --requests $((requests / 5)) --connections 64 --hostile 0 --seed 2 |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["requests_per_s"] / 2)')
for seed in 11 12 13; do
  for hostile in 0 0.05; do
    "$here/serve_load.py" "$url" --requests $((requests / 10)) --rate "$capacity" --hostile "$hostile" --seed "$seed"
  done
done | tee "$out/open.jsonl"
stop

say "$kills kills"
"$here/serve_kill.py" "$command" --kills "$kills"

say "what a request costs"
"$command" bench server --format json | tee "$out/bench.jsonl"

if [ -n "${CODE_JUDGE:-}${SANDBOX_FUSION:-}" ]; then
  say "beside the servers of others"
  start peers
  "$here/serve_peers.py" "$url" ${CODE_JUDGE:+--code-judge "$CODE_JUDGE"} \
    ${SANDBOX_FUSION:+--sandbox-fusion "$SANDBOX_FUSION"} --processes "ours=$server" \
    ${CODE_JUDGE_PROCESSES:+--processes "code-judge=$CODE_JUDGE_PROCESSES"} \
    ${SANDBOX_FUSION_PROCESSES:+--processes "sandbox-fusion=$SANDBOX_FUSION_PROCESSES"} | tee "$out/peers.jsonl"
  stop
fi
