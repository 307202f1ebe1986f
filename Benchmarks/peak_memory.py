#!/usr/bin/env python3
"""Runs a command and prints the peak resident memory of its own process, not of its children: VmHWM of /proc.

    Benchmarks/peak_memory.py COMMAND ARGUMENT…

The command ends with this program's exit code. It is stopped by ptrace at its exit, when its memory is still there.
"""

import ctypes
import os
import sys

PTRACE_TRACEME, PTRACE_CONT, PTRACE_SETOPTIONS = 0, 7, 0x4200
PTRACE_O_TRACEEXIT, PTRACE_EVENT_EXIT = 0x40, 6


def main():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    child = os.fork()
    if child == 0:
        libc.ptrace(PTRACE_TRACEME, 0, None, None)
        os.execvp(sys.argv[1], sys.argv[1:])
    os.waitpid(child, 0)
    libc.ptrace(PTRACE_SETOPTIONS, child, None, PTRACE_O_TRACEEXIT)
    signal = 0
    while True:
        libc.ptrace(PTRACE_CONT, child, None, signal)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            sys.exit(os.waitstatus_to_exitcode(status))
        signal = os.WSTOPSIG(status)
        if status >> 16 == PTRACE_EVENT_EXIT:
            signal = 0
            with open(f"/proc/{child}/status") as file:
                peak = next(line.split()[1] for line in file if line.startswith("VmHWM:"))
            print(f"peak resident memory: {int(peak) / 1024:.1f} MiB", file=sys.stderr)


if __name__ == "__main__":
    main()
