#!/usr/bin/python3
"""What one test would cost from a warm interpreter: every step, measured.

A python3 with a prelude imported waits, and for each test forks an init into fresh pid, mount, ipc, uts and cgroup
namespaces (the network namespace is ready-made), which enters a root of its own and forks the program, which attaches
itself to ready-made cgroups, gives up its rights, loads Landlock and a seccomp filter, and runs code compiled once.
Needs root, x86-64 and libseccomp.so.2. `--runs N`, `--bare` for fork and run alone.

    Benchmarks/warm_spike.py --runs 500
"""

import argparse
import ctypes
import errno
import io
import marshal
import mmap
import os
import resource
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time

# What LiveCodeBench puts before programs: the imports that make a cold start dear.
import bisect, collections, copy, datetime, functools, heapq, itertools, json, math, operator, random, re, statistics, string, typing  # noqa: E401, E402, F401, F811

libc = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWUTS, NEWIPC, NEWPID, NEWCGROUP, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x20000000, 0x2000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
MS_REMOUNT, MNT_DETACH = 32, 2
SYS_CLONE, SYS_PIVOT_ROOT, SYS_SECCOMP, SYS_LANDLOCK_CREATE, SYS_LANDLOCK_ADD, SYS_LANDLOCK_RESTRICT, SYS_CAPSET = (
    56, 155, 317, 444, 445, 446, 126)
USER = 65533
STEPS = [
    "clone init (pid, mount, ipc, uts, cgroup namespaces)", "root: bind, tmpfs, /proc, pivot", "fork the program",
    "attach to cgroups", "rlimits", "ids and capabilities", "Landlock", "streams, hash seed", "seccomp filter",
    "run the compiled program", "exit and wait, init", "exit and wait, supervisor", "cgroup totals read and reset",
]
SOURCE = "n = int(input())\nprint(sum(i * i for i in range(n + 1)))\n"


def check(result, what):
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def mount(source, target, kind, flags, data=None):
    check(libc.mount(source and source.encode(), target.encode(), kind and kind.encode(),
                     ctypes.c_ulong(flags), data and data.encode()), f"mount {target}")


def build_filter():
    """An allow-list of the size of a real profile, as kernel bytes, built once by libseccomp."""
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(0x00050000 | errno.EPERM))
    library.seccomp_attr_set(context, 8, 2)  # SCMP_FLTATR_CTL_OPTIMIZE: a binary tree
    refused = {101, 165, 166, 155, 246, 169, 175, 176, 272, 308, 310, 311, 321, 425, 426, 427}
    for number in range(335):
        if number not in refused:
            library.seccomp_rule_add(context, 0x7FFF0000, number, 0)
    with tempfile.TemporaryFile() as file:
        library.seccomp_export_bpf(context, file.fileno())
        file.seek(0)
        code = file.read()
    buffer = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer)))
    return program, buffer, len(code) // 8


def make_cgroups(name):
    """Ready-made and reused: attaching costs a tenth of making and removing."""
    folders = []
    for controller in ("memory", "pids", "cpuacct"):
        base = f"/sys/fs/cgroup/{controller}"
        if os.path.isdir(base):
            folders.append(f"{base}/{name}")
    if not folders:
        folders = [f"/sys/fs/cgroup/{name}"]
    for folder in folders:
        os.makedirs(folder, exist_ok=True)
    return folders


class Marks:
    """Times written by three processes into one shared page."""

    def __init__(self):
        self.page = mmap.mmap(-1, 4096)

    def __call__(self, index):
        struct.pack_into("q", self.page, index * 8, time.perf_counter_ns())

    def read(self):
        return [struct.unpack_from("q", self.page, index * 8)[0] for index in range(len(STEPS) + 1)]


class Spike:
    def __init__(self, bare):
        self.bare = bare
        self.marks = Marks()
        self.code = marshal.dumps(compile(SOURCE, "main.py", "exec"))
        self.program, self.kept, self.instructions = build_filter()
        self.name = f"klear-spike-{os.getpid()}"
        self.cgroups = make_cgroups(self.name) if not bare else []
        self.attach = [os.open(f"{folder}/cgroup.procs", os.O_WRONLY) for folder in self.cgroups]
        self.input = os.open("/tmp", os.O_TMPFILE | os.O_RDWR)
        os.write(self.input, b"1000\n")
        self.null = os.open("/dev/null", os.O_RDWR)
        if not bare:
            check(libc.unshare(NEWNET | NEWNS), "unshare")
            self.make_root()

    def make_root(self):
        mount(None, "/", None, MS_REC | MS_PRIVATE)
        self.base = tempfile.mkdtemp(prefix="klear-spike-")
        mount("spike", self.base, "tmpfs", MS_NOSUID)
        for folder in ("root", "root/usr", "root/box", "root/proc", "mnt"):
            os.mkdir(f"{self.base}/{folder}")
        for link in ("bin", "lib", "lib64"):
            os.symlink(f"usr/{link}", f"{self.base}/root/{link}")
        mount(f"{self.base}/root", f"{self.base}/root", None, MS_BIND)
        mount("/usr", f"{self.base}/root/usr", None, MS_BIND | MS_REC)
        mount(None, f"{self.base}/root/usr", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
        mount(None, f"{self.base}/root", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)

    def enter_root(self):
        target = f"{self.base}/mnt"
        mount(None, "/", None, MS_REC | MS_PRIVATE)
        mount(f"{self.base}/root", target, None, MS_BIND | MS_REC)
        mount("box", f"{target}/box", "tmpfs", MS_NOSUID | MS_NODEV, f"size=64m,nr_inodes=1000,uid={USER},gid={USER}")
        mount("proc", f"{target}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=invisible,subset=pid")
        os.chdir(target)
        check(libc.syscall(SYS_PIVOT_ROOT, b".", b"."), "pivot_root")
        check(libc.umount2(b".", MNT_DETACH), "umount")
        os.chdir("/box")

    def restrict(self):
        mark = self.marks
        for descriptor in self.attach:
            os.write(descriptor, b"0")
        mark(4)
        for what, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 1 << 26), (resource.RLIMIT_NOFILE, 256),
                            (resource.RLIMIT_CPU, 4), (resource.RLIMIT_NPROC, 64)):
            resource.setrlimit(what, (value, value))
        mark(5)
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)
        libc.syscall(SYS_CAPSET, struct.pack("II", 0x20080522, 0), bytes(24))
        libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
        mark(6)
        ruleset = check(libc.syscall(SYS_LANDLOCK_CREATE, struct.pack("Q", (1 << 13) - 1), 8, 0), "landlock")
        for path, access in (("/", 0b1101), ("/box", (1 << 13) - 1)):
            folder = os.open(path, os.O_PATH)
            check(libc.syscall(SYS_LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", access, folder), 0), "landlock rule")
        check(libc.syscall(SYS_LANDLOCK_RESTRICT, ruleset, 0), "landlock restrict")
        mark(7)

    def run_program(self):
        mark = self.marks
        if not self.bare:
            self.restrict()
        os.lseek(self.input, 0, 0)
        os.dup2(self.input, 0)
        os.dup2(self.null, 1)
        os.closerange(3, 64)
        sys.stdin = io.TextIOWrapper(io.FileIO(0, "r"), "utf-8")
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), "utf-8")
        random.seed()
        mark(8)
        if not self.bare:
            check(libc.syscall(SYS_SECCOMP, 1, 0, self.program), "seccomp")
        mark(9)
        exec(marshal.loads(self.code), {"__name__": "__main__"})
        sys.stdout.flush()
        mark(10)
        os._exit(0)

    def init(self):
        mark = self.marks
        mark(1)
        libc.prctl(1, signal.SIGKILL, 0, 0, 0)
        if not self.bare:
            self.enter_root()
        mark(2)
        child = os.fork()
        if child == 0:
            mark(3)
            self.run_program()
        _, status = os.waitpid(child, 0)
        mark(11)
        os._exit(0 if status == 0 else 1)

    def run(self):
        mark = self.marks
        mark(0)
        flags = 0 if self.bare else NEWPID | NEWNS | NEWIPC | NEWUTS | NEWCGROUP
        child = libc.syscall(SYS_CLONE, flags | signal.SIGCHLD, 0, 0, 0, 0)
        if child == 0:
            ctypes.pythonapi.PyOS_AfterFork_Child()
            try:
                self.init()
            except BaseException as error:
                os.write(2, f"warm_spike: {error}\n".encode())
                os._exit(2)
        check(child, "clone")
        _, status = os.waitpid(child, 0)
        mark(12)
        for folder in self.cgroups:
            for file in ("cpuacct.usage", "memory.max_usage_in_bytes", "memory.oom_control"):
                if os.path.exists(f"{folder}/{file}"):
                    with open(f"{folder}/{file}") as text:
                        text.read()
            if os.path.exists(f"{folder}/memory.max_usage_in_bytes"):
                with open(f"{folder}/memory.max_usage_in_bytes", "w") as text:
                    text.write("0")
        mark(13)
        if status != 0:
            sys.exit("warm_spike: the program did not end with 0")
        times = self.marks.read()
        return [(after - before) / 1000 for before, after in zip(times, times[1:])]

    def close(self):
        for descriptor in self.attach:
            os.close(descriptor)
        for folder in self.cgroups:
            os.rmdir(folder)
        if not self.bare:
            libc.umount2(self.base.encode(), MNT_DETACH)
            os.rmdir(self.base)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=300)
    arguments.add_argument("--bare", action="store_true", help="no namespaces, no root, no limits: fork and run alone")
    options = arguments.parse_args()
    if os.geteuid() != 0 and not options.bare:
        sys.exit("warm_spike: needs root (or --bare)")
    spike = Spike(options.bare)
    try:
        rows = [spike.run() for _ in range(options.runs + 10)][10:]
    finally:
        spike.close()
    columns = list(zip(*rows))
    print(f"{'step':55}{'median us':>12}{'p10':>9}{'p90':>9}")
    for name, values in zip(STEPS, columns):
        ordered = sorted(values)
        print(f"{name:55}{statistics.median(ordered):12.0f}{ordered[len(ordered) // 10]:9.0f}"
              f"{ordered[len(ordered) * 9 // 10]:9.0f}")
    sums = sorted(sum(row) for row in rows)
    print(f"{'sum of all steps':55}{statistics.median(sums):12.0f}{sums[len(sums) // 10]:9.0f}{sums[len(sums) * 9 // 10]:9.0f}")
    print(f"runs: {options.runs}; filter: {spike.instructions} instructions; python {sys.version.split()[0]}")
    cold = []
    for _ in range(min(options.runs, 50)):
        start = time.perf_counter_ns()
        subprocess.run(["/usr/bin/python3", "-s", "-P", "-c", SOURCE], input=b"1000\n", stdout=subprocess.DEVNULL, check=True)
        cold.append((time.perf_counter_ns() - start) / 1000)
    print(f"{'beside it: plain cold start of the same program':55}{statistics.median(cold):12.0f}")


if __name__ == "__main__":
    main()
