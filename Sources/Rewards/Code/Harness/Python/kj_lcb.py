"""Runs all tests of one submission in this process, the way LiveCodeBench's harness does, flaws and all:
`python3 -s -P kj_lcb.pyc main.py`; kj_build.py makes it from kj_load.py,
kj_frames.py, kj_results.py and this file.

Descriptor 3 (a regular file) holds the request, descriptor 4 takes result frames. Expected outputs are not here: what
a test printed or returned is sent and compared outside. Where LiveCodeBench stops at the first failure, this goes on
unless the request says otherwise, since it cannot know of a wrong answer.

Frames in the order of the tests, each with a usage frame (`U`) before it: `V` the output or the result, `D` a result
that equals no JSON value, `P` one whose equality only the program knows, `E` an exception, `T` a timeout. Others end the
run: `C`, `L`, `M`, `B` (of a program that is not loaded, or where LiveCodeBench itself would have raised) and `X` (what
LiveCodeBench does not catch: its process dies, and all results with it).
"""

import ast
import faulthandler
import io
import json
import os
import shutil
import signal
import subprocess
import time

STARTED = time.monotonic()
MODULES_TAKEN = "ipdb joblib resource psutil tkinter"
OS_TAKEN = (
    "kill system putenv remove removedirs rmdir fchdir setuid fork forkpty killpg rename renames truncate replace"
    " unlink fchmod fchown chmod chown chroot lchflags lchmod lchown getcwd chdir"
)
SHUTIL_TAKEN = "rmtree move chown"
DIGITS = 50000


class TimeoutException(Exception):
    """Raised by a timer. Its name is part of the behaviour: any exception whose repr holds it is a timeout."""


class Lost(Exception):
    """LiveCodeBench itself raises: it then has one failure for the whole submission. Arguments: kind, *texts."""


class Timers:
    """LiveCodeBench's alarm of wall time as two: processor time, and time in which the process did nothing."""

    def __init__(self, cpu, idle):
        self.cpu = cpu
        self.idle = idle
        self.fired = None
        self.begin = (0, 0, 0)
        signal.signal(signal.SIGPROF, self.on_processor_time)
        signal.signal(signal.SIGALRM, self.on_wall_time)

    def start(self, set_timer=signal.setitimer):
        self.fired = None
        self.begin = now()
        set_timer(signal.ITIMER_PROF, self.cpu)
        set_timer(signal.ITIMER_REAL, self.idle)

    def stop(self, set_timer=signal.setitimer):
        set_timer(signal.ITIMER_PROF, 0)
        set_timer(signal.ITIMER_REAL, 0)

    def on_processor_time(self, number, frame):
        self.expire("cpu")

    def on_wall_time(self, number, frame, set_timer=signal.setitimer):
        """On a busy machine the process may have waited for a processor: that is not idleness."""
        wall, cpu, waited = (after - before for after, before in zip(now(), self.begin))
        left = self.idle - (wall - cpu - waited)
        if left > 0.001:
            return set_timer(signal.ITIMER_REAL, left)
        return self.expire("idle")

    def expire(self, clock):
        # LiveCodeBench prints this, and a program that swallows the exception has it in its output.
        self.fired = clock
        print("timeout occured: alarm went off")
        raise TimeoutException


def now(monotonic=time.monotonic, process_time=time.process_time, read=posix.read):
    """(wall, CPU, time runnable but waiting) in seconds."""
    waited = 0.0
    try:
        file = posix.open("/proc/self/schedstat", posix.O_RDONLY)
        try:
            waited = int(read(file, 200).split()[1]) / 1e9
        finally:
            posix.close(file)
    except (OSError, IndexError, ValueError):
        pass
    return monotonic(), process_time(), waited


def take_away():
    """LiveCodeBench's guard against destructive calls."""
    faulthandler.disable()
    builtins.quit = builtins.help = None
    os.environ["OMP_NUM_THREADS"] = "1"
    for module, names in ((os, OS_TAKEN), (shutil, SHUTIL_TAKEN), (subprocess, "Popen")):
        for name in names.split():
            setattr(module, name, None)
    for name in MODULES_TAKEN.split():
        sys.modules[name] = None
    _set_digits(DIGITS)


def leave_standard_input():
    """multiprocessing gives its children the null device: the interpreter's own stream is closed."""
    sys.stdin.close()
    sys.stdin = open(posix.open("/dev/null", posix.O_RDONLY), encoding="utf-8", closefd=False)


# Loading


def load(text, timers):
    """A module that has executed `text`."""
    module = type(sys)("tmp_sol", "")
    module.__dict__["__builtins__"] = vars(builtins)
    timers.start()
    try:
        exec(text, module.__dict__)
        return module.Solution() if "class Solution" in text else module
    finally:
        timers.stop()


def find(owner, name):
    try:
        return getattr(owner, name)
    except Exception:
        return None


def without_main_guard(text):
    """The text with the body of a last `if __name__ == '__main__':` in its place."""
    try:
        statements = ast.parse(text).body
        last = statements[-1]
        if type(last) is ast.If and ast.unparse(last.test).strip() == "__name__ == '__main__'":
            return ast.unparse(statements[:-1]) + "\n" + ast.unparse(last.body)
    except BaseException:
        pass
    return text


def as_function(text):
    """All statements but imports become the body of one function; the text itself where that cannot be done."""
    try:
        imports, others = [], []
        for statement in ast.parse(text).body:
            (imports if type(statement) in (ast.Import, ast.ImportFrom) else others).append(statement)
        nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        function = ast.FunctionDef(name="wrapped_function", args=nothing, body=others, decorator_list=[], lineno=-1)
        return PRELUDE + "\n" + ast.unparse(imports) + "\n" + ast.unparse(function)
    except Exception:
        return text


# Standard input and output


class Input:
    """sys.stdin of a test: only line by line does it keep a position."""

    def __init__(self, text):
        self.text = text
        self.stream = io.StringIO(text)
        self.buffer = InputBytes(text)

    def read(self, *_):
        return self.text

    def readline(self, *arguments):
        return self.stream.readline(*arguments)

    def readlines(self, *_):
        return self.text.split("\n")

    def __getattr__(self, name):
        return getattr(self.stream, name)


class InputBytes:
    def __init__(self, text):
        self.data = text.encode("utf-8")

    def read(self, *_):
        return self.data

    def readline(self, *_):
        return self.data.split(b"\n")[0] + b"\n"


class Output:
    """Standard output of a test."""

    def __enter__(self):
        self.before = sys.stdout
        self.stream = sys.stdout = io.StringIO()
        self.stream.close = lambda _: 1  # needs an argument, as LiveCodeBench's does: close() raises
        return self

    def __exit__(self, *_):
        self.text = self.stream.getvalue()
        sys.stdout = self.before


class Patched:
    """What unittest.mock's patches do to input during one test."""

    def __init__(self, text):
        lines = iter(text.split("\n"))
        self.text = text
        self.readers = {
            "read": lambda *_: text,
            "readlines": lambda *_: text.split("\n"),
            "readline": lambda *_: next(lines),
        }

    def __enter__(self):
        # The stream from before the test gets these, not the test's: `from sys import stdin` finds them.
        self.stdin, self.open = sys.stdin, builtins.open
        for name, reader in self.readers.items():
            setattr(self.stdin, name, reader)
        sys.stdin = Input(self.text)
        builtins.open = self.opener()

    def __exit__(self, *_):
        builtins.open = self.open
        sys.stdin = self.stdin
        for name in self.readers:
            delattr(self.stdin, name)

    def opener(self):
        """mock_open, made when it is first called: few programs call it, and its import takes 30 ms."""
        mock = None

        def open(*arguments, **named):
            nonlocal mock
            if mock is None:
                from unittest.mock import mock_open

                mock = mock_open(read_data=self.text)
            return mock(*arguments, **named)

        return open


def run_program(function, text):
    with Patched(text):
        try:
            function()
        except SystemExit:  # whatever its code
            pass


def serve_stdio(source, texts, timers):
    """Yields the frame of each test: (kind, payload)."""
    if "open" in source:
        import unittest.mock
    module = load(as_function(without_main_guard(source)), timers)
    function = find(module, "wrapped_function")
    if function is None:
        raise Lost(b"M", "the program could not be made a function")
    for text in texts:
        timers.start()
        faulthandler.enable()
        failure = None
        with Output() as output:
            try:
                run_program(function, text)
                timers.stop()
            except Exception as error:
                timers.stop()
                failure = failed(error, timers)
            finally:
                timers.stop()
                faulthandler.disable()
        yield failure or (b"V", encode(output.text))


def failed(error, timers):
    """The frame of a test that raised."""
    text = repr(error)
    if "timeoutexception" in text.lower():
        return b"T", encode(timers.fired or "raised") + encode(text[:MESSAGE_LIMIT])
    return b"E", encode(type_name(type(error))) + encode(text[:MESSAGE_LIMIT])


# Calls


def serve_calls(source, name, texts, timers):
    """Yields the frame of each test: (kind, payload)."""
    parse = json.loads
    function = find(load(PRELUDE + "\n\n" + source, timers), name)
    if function is None:
        raise Lost(b"M", "the program has no '%s'" % name)
    inputs = [parse_arguments(text, parse) for text in texts]
    for arguments in inputs:
        timers.start()
        faulthandler.enable()
        try:
            result = function(*arguments)
            timers.stop()
            frame = result_frame(result)
        except Exception as error:
            timers.stop()
            frame = failed(error, timers)
        finally:
            timers.stop()
            faulthandler.disable()
        yield frame


def parse_arguments(text, parse):
    try:
        return [parse(line) for line in text.split("\n")]
    except ValueError:
        raise Lost(b"B", "the input is not one JSON value a line: %.200s" % text)


# The run


def read_lcb_request():
    """(kind, function name, whether to stop at the first failure, CPU and idle seconds, input texts)."""
    header, _, rest = read_all(REQUEST).partition(b"\n")
    _, count, stops, cpu, idle, kind, name = header.decode().split(" ", 6)
    texts, position = [], 0
    for _ in range(int(count)):
        end = rest.index(b"\n", position)
        size = int(rest[position:end])
        texts.append(rest[end + 1 : end + 1 + size].decode("utf-8", "surrogatepass"))
        position = end + 1 + size + 1
    return kind, name, stops == "1", float(cpu), float(idle), texts


def send_results(frames, stops, measure=now):
    """Sends the frames as they come, each behind what its test used; the first test has the loading too."""
    before = STARTED, 0.0, 0.0
    for index, (kind, payload) in enumerate(frames):
        after = measure()
        used = [int(1e6 * (after[clock] - before[clock])) for clock in (1, 0)]
        send(index, b"U", b"".join(map(encode, used)))
        send(index, kind, payload)
        if stops and kind != b"V":
            return
        before = after


def main(end_now=posix._exit):
    kind, name, stops, cpu, idle, texts = read_lcb_request()
    path = sys.argv[1]
    source = read_all(posix.open(path, posix.O_RDONLY)).decode("utf-8", "surrogatepass")
    sys.argv[:] = [path]
    timers = Timers(cpu, idle)
    leave_standard_input()
    take_away()
    code = 1
    try:
        serving = serve_calls(source, name, texts, timers) if kind == "call" else serve_stdio(source, texts, timers)
        send_results(serving, stops)
        code = 0
    except Lost as error:
        send_text(0, *error.args)
    except SyntaxError as error:
        send_text(0, b"C", describe_exception(error, path, b""))
    except Exception as error:
        send_text(0, b"L", type_name(type(error)), describe_exception(error, path, b""))
    except BaseException as error:
        send_text(0, b"X", type_name(type(error)), describe_exception(error, path, b""))
    end_now(code)


if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # interpreters without -P
main()
