"""A warm interpreter: `python3 -s -P kj_warm.pyc [MODULE...]`, started once and forked for each program; the modules are
imported beside those that all have.

Requests come over descriptor 3 from the init of each run, with the run's descriptors beside them (klear_wire.h has the
layout); descriptor 4 is a file of machine code, settings and the seccomp filter. That code (enter.c) serves them: for each
it forks a child into the pid namespace of that init, which joins its other namespaces, gives up its rights, tells init,
and then goes on to the program at the end of this file. This process itself never runs a program, never reads one, and
holds nothing of one: descriptors of a run are closed as soon as the child is forked.

What a child touches of this heap has to be copied first, page by page, at the program's expense. So all that can be
prepared is prepared before the fork, and the child does as little as it can.
"""

import _warnings
import builtins
import marshal
import posix
import sys

# What LiveCodeBench puts before programs, and what programs import most: ready in memory.
IMPORTS = (
    "string re datetime collections heapq bisect copy math random statistics itertools functools operator io json"
    " typing _json _strptime collections.abc decimal fractions array queue"
).split()
VERSION = 14
HEAD_WORDS = 11  # of klear_warm_request
SETTINGS_BYTES = 40
MEMORY_BYTES = 192 << 10
PROT_READ_EXECUTE, MAP_PRIVATE = 5, 2
SYS_PIDFD_OPEN = 434  # the same on all architectures

main_names = {name: value for name, value in sys.modules["__main__"].__dict__.items() if name.startswith("__")}
main_names["__doc__"] = None
command = getattr(sys, "orig_argv", [])  # since Python 3.10
for name in [*IMPORTS, *sys.argv[1:]]:
    try:
        __import__(name)
    except ImportError:
        pass
known = set(sys.modules)

import atexit  # noqa: E402
import ctypes  # noqa: E402
import gc  # noqa: E402

# What only this file needs is not there for programs.
for name in set(sys.modules) - known:
    del sys.modules[name]

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
source_loader = type(sys.modules["string"].__loader__)
run_exit_functions = atexit._run_exitfuncs
warning_filters, filters_changed = _warnings.filters, _warnings._filters_mutated
exit_now = posix._exit
collect = gc.collect


def read_descriptor(file):
    chunks = []
    while not chunks or chunks[-1]:
        chunks.append(posix.read(file, 1 << 20))
    posix.close(file)
    return b"".join(chunks)


def read_file(path):
    return read_descriptor(posix.open(path, posix.O_RDONLY))


def map_code(file):
    """Maps descriptor 4; gives the function that serves requests, and the address of its settings."""
    size = posix.fstat(file).st_size
    address = libc.mmap(None, size, PROT_READ_EXECUTE, MAP_PRIVATE, file, 0)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "the code that forks cannot be mapped")
    words = memoryview(posix.pread(file, size, 0))
    posix.close(file)
    pointer = ctypes.c_void_p
    # PYFUNCTYPE keeps the interpreter's lock: the child must come back to an interpreter that it holds.
    kind = ctypes.PYFUNCTYPE(None, pointer, pointer, pointer, ctypes.c_int)
    for place in range(4096, size - SETTINGS_BYTES + 1, 4096):
        version, own_place = words[place : place + 16].cast("Q")
        if version == VERSION and own_place == place:
            return kind(address), address + place
    raise ValueError("these are the settings of another version")


def make_main(path):
    """A fresh `__main__`, as the interpreter makes it for `python3 PATH`."""
    module = type(sys)("__main__")
    names = module.__dict__
    names.clear()
    names.update(main_names)
    if "__annotations__" in names:
        names["__annotations__"] = {}
    names["__file__"] = path
    names["__loader__"] = source_loader("__main__", path)
    sys.modules["__main__"] = module
    return names


REHEARSAL = """
import sys, math, collections, heapq
class Solution:
    def solve(self, values):
        seen, total = {}, 0
        for index, value in enumerate(sorted(values, key=lambda v: -v)):
            seen[value] = seen.get(value, 0) + index % 3
            total += max(value, len(seen)) ** 2
        return total
def main():
    n, m = map(int, input().split())
    rows = [list(map(int, sys.stdin.readline().split())) for _ in range(2)]
    words = sys.stdin.read().strip().split("\\n")
    heap, queue = [], collections.deque([n])
    heapq.heappush(heap, (n, "a"))
    result = Solution().solve(rows[0] + rows[1])
    try:
        words[99]
    except IndexError:
        queue.append(math.gcd(n, m))
    print(result, *sorted(set(words)), sep=" ")
    print(f"{n / m:.3f}", str(queue.popleft()), "%d" % m, [n, (m, "x")])
    sys.stdout.write("\\n".join(map(str, rows[0])))
main()
"""


def rehearse():
    """Goes once through what most programs do: what it leaves in the interpreter's caches no child has to write again."""
    io = sys.modules["io"]
    streams = sys.stdin, sys.stdout
    for _ in range(12):
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"3 4\n1 2 3\n4 5 6\nab\ncd\n")))
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.BytesIO()))
        code = marshal.loads(marshal.dumps(compile(REHEARSAL, "main.py", "exec", 0, True)))
        exec(code, {"__name__": "__main__", "__builtins__": builtins})
        sys.stdout.flush()
    sys.stdin, sys.stdout = streams


# ---- from here on in the child --------------------------------------------------------------------------------------


def compile_program(path):
    """The program's code: as given, or compiled now and handed out for the tests to come."""
    if code_input:
        return marshal.loads(read_descriptor(code_input))
    source = read_file(path)
    try:
        warning_filters.insert(0, ("error", None, SyntaxWarning, None, 0))
        filters_changed()
        code = compile(source, path, "exec", 0, True)
        is_silent = True
    except BaseException:
        is_silent = False
    finally:
        del warning_filters[0]
        filters_changed()
    if not is_silent:
        # Each test has to say what the compiler says.
        return compile(source, path, "exec", 0, True)
    if code_output:
        view = memoryview(marshal.dumps(code))
        while view:
            view = view[posix.write(code_output, view) :]
        posix.close(code_output)
    return code


def report_exception(error):
    """What the interpreter does when `__main__` ends with an exception; gives the exit code, -1 for the signal."""
    if isinstance(error, SystemExit):
        value = error.code
        if value is None:
            return 0
        if isinstance(value, int):
            return value & 0xFF
        try:
            print(value, file=sys.stderr)
        except BaseException:
            pass
        return 1
    trace = error.__traceback__
    trace = trace and trace.tb_next  # the first frame is this file's
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    return -1 if isinstance(error, KeyboardInterrupt) else 1


def report_unraisable(unraisable, show=sys.__unraisablehook__):
    """Of a function that runs at exit: the first frame is this file's."""
    kind, value, trace, message, culprit = unraisable
    show(type(unraisable)((kind, value, trace and trace.tb_next, message, culprit)))


def flush():
    """False where a stream refuses, of which the interpreter has more to say than we do."""
    try:
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            if stream is not None and not stream.closed:
                stream.flush()
    except BaseException:
        return False
    return True


def end(status):
    """The end of an interpreter, but for what nobody can see: its own objects stay as they are, since to free them would
    be to write to every page of the heap. Returns only where the interpreter itself has to end after all."""
    threading = sys.modules.get("threading")
    if threading is not None:
        threading._shutdown()
    sys.unraisablehook = report_unraisable
    run_exit_functions()
    sys.unraisablehook = sys.__unraisablehook__
    if not flush():
        return
    if finalizes:
        # What only the program holds: its module's names in their order, then what holds itself.
        del sys.modules["__main__"]
        collect()
        flush()
    exit_now(status)


def die_of_interrupt():
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    posix.kill(posix.getpid(), signal.SIGINT)


# The program runs one frame deeper than in a cold start.
_get_limit, _set_limit = sys.getrecursionlimit, sys.setrecursionlimit


def getrecursionlimit():
    return _get_limit() - 1


def setrecursionlimit(limit):
    _set_limit(limit + 1 if limit > 0 else limit)


setrecursionlimit(_get_limit())
sys.getrecursionlimit, sys.setrecursionlimit = getrecursionlimit, setrecursionlimit
generator = sys.modules["random"]._inst
seed = sys.modules["_random"].Random.seed
# numpy's own generator, which every process begins anew.
numpy_random = sys.modules.get("numpy.random")
seed_numpy = getattr(numpy_random, "seed", None)

harness = {}
for name in posix.listdir("."):
    if name.endswith(".pyc") and name != "kj_warm.pyc":
        harness["/box/work/" + name] = marshal.loads(read_file(name)[16:])
serve, settings = map_code(4)
fork = ctypes.addressof(ctypes.c_char.in_dll(libc, "fork"))
myself = libc.syscall(SYS_PIDFD_OPEN, posix.getpid(), 0)
memory = bytearray(MEMORY_BYTES)
memory_words = memoryview(memory).cast("Q")
memory_address = ctypes.addressof((ctypes.c_char * MEMORY_BYTES).from_buffer(memory))
status = 0
# As a program in main.py finds it; others are told their arguments below.
main_path, main_code = "/box/work/main.py", None
command[len(command) - len(sys.argv) :] = sys.argv[:] = [main_path]
usual_arguments = b"".join(word.encode("utf-8", "surrogateescape") + b"\0" for word in command)
rehearse()
gc.collect()
if hasattr(gc, "freeze"):
    gc.freeze()  # a collection in a child would write to every page otherwise
main_dict = make_main(main_path)  # this one must be collected

serve(memory_address, settings, fork, myself)

code_input, code_output, finalizes = memory_words[6], memory_words[7], memory_words[11]
start = 8 * (1 + HEAD_WORDS + 2 * memory_words[2] + memory_words[3])
arguments = bytes(memory[start : 8 + memory_words[0]])
seed(generator)
if seed_numpy is not None:
    seed_numpy()
if arguments != usual_arguments:
    command[:] = [word.decode("utf-8", "surrogateescape") for word in arguments.split(b"\0")[:-1]]
    options = [word.startswith("/box/work/") for word in command].index(True)
    sys.argv[:] = command[options:]
    main_path = sys.argv[0]
    main_dict = make_main(main_path)
    main_code = harness.get(main_path)
    if main_code is not None:
        main_dict["warm_compile"] = compile_program
if main_code is None:
    try:
        main_code = compile_program(main_path)
    except BaseException as error:
        status = report_exception(error.with_traceback(None))
# Held by nothing here when the program ends.
names = [main_dict]
del main_dict
if main_code is not None:
    try:
        exec(main_code, names.pop())
    except BaseException as error:
        status = report_exception(error)
if status < 0:
    die_of_interrupt()
end(status)
sys.exit(status)
