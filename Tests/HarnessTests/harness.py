"""Drives the harness over real pipes and files, without a sandbox: what the judge does, in Python."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "..", "..", "Sources", "Rewards", "Code", "Harness", "Python")
# KJ_PYTHON chooses another interpreter for program and test: `KJ_PYTHON=pypy3 python3 -m unittest`.
PYTHON = os.environ.get("KJ_PYTHON", sys.executable)
ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
sys.setrecursionlimit(20000)  # for values nested as deep as may cross
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
TIMEOUT = 60  # seconds, for a harness that hangs


def build(replacements=()):
    """A folder with the bundles; each (old, new) changes the sources first."""
    sources, out = (tempfile.mkdtemp(prefix="kj-harness-") for _ in range(2))
    atexit.register(shutil.rmtree, out, True)
    for name in os.listdir(SOURCES):
        if name.endswith(".py"):
            with open(os.path.join(SOURCES, name), encoding="utf-8") as file:
                text = file.read()
            for old, new in replacements:
                text = text.replace(old, new)
            write(os.path.join(sources, name), text)
    subprocess.run([PYTHON, "-s", os.path.join(sources, "kj_build.py"), sources, out], check=True)
    shutil.rmtree(sources)
    return out


def write(path, content):
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


BUNDLES = build()
_safe_path = subprocess.run([PYTHON, "-s", "-P", "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode == 0
COMMAND = [PYTHON, "-s"] + (["-P"] if _safe_path else [])


def plain(data):
    """The values of a payload, by the description of the wire format and not by the harness's own decoder."""
    position = 0

    def until(mark):
        nonlocal position
        end = data.index(mark, position)
        text = data[position:end]
        position = end + 1
        return text

    def take(count):
        nonlocal position
        assert position + count <= len(data)
        position += count
        return data[position - count : position]

    def value():
        tag = take(1)
        if tag in b"NTF":
            return {b"N": None, b"T": True, b"F": False}[tag]
        if tag == b"i":
            return int(until(b";"))
        if tag == b"f":
            return float(until(b";"))
        count = int(until(b":"))
        if tag == b"s":
            return take(count).decode("utf-8", "surrogatepass")
        if tag == b"b":
            return take(count)
        if tag == b"l":
            return [value() for _ in range(count)]
        if tag == b"t":
            return tuple([value() for _ in range(count)])
        if tag == b"d":
            return dict([(value(), value()) for _ in range(count)])
        raise AssertionError(tag)

    values = []
    while position < len(data):
        values.append(value())
    return values


def frames(data):
    """[(index, kind, values)] of a result channel."""
    found = []
    while data:
        assert data[:4] == b"KJR1", data[:20]
        index, size = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:16], "big")
        payload = data[16 : 16 + size]
        assert len(payload) == size
        found.append((index, payload[:1].decode(), plain(payload[1:])))
        data = data[16 + size :]
    return found


class Ended:
    """How a process ended."""

    def __init__(self, code, stdout, stderr):
        self.code = code
        self.stdout = stdout
        self.stderr = stderr


class Started:
    """A harness that runs, with {number: descriptor of ours}, in a folder of its own, with empty standard input."""

    def __init__(self, arguments, folder, descriptors):
        self.output, self.errors = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self.process = start(arguments, folder, descriptors, self.output, self.errors)

    def end(self):
        try:
            self.process.wait(TIMEOUT)
        finally:
            self.process.kill()
            self.process.wait()
        texts = []
        for file in (self.output, self.errors):
            file.seek(0)
            texts.append(file.read())
            file.close()
        return Ended(self.process.returncode, *texts)


def start(arguments, folder, descriptors, output, errors):

    def arrange():
        # Numbers of ours may be among the wanted ones: first all out of the way, then into place.
        away = {number: os.dup2(descriptor, 100 + number) for number, descriptor in descriptors.items()}
        for number, descriptor in away.items():
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.closerange(max(descriptors) + 1, 90)

    return subprocess.Popen(
        COMMAND + arguments,
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        close_fds=False,
        preexec_fn=arrange,
    )


def call(program, function, inputs, mode="one", prelude=0):
    """(frames, Ended) of kj_call."""
    with tempfile.TemporaryDirectory() as folder:
        write(os.path.join(folder, "main.py"), program)
        texts = [text.encode("utf-8", "surrogatepass") for text in inputs]
        request = b"calls %d %s %s %d\n" % (len(texts), mode.encode(), function.encode(), prelude)
        request += b"".join(b"%d\n%s\n" % (len(text), text) for text in texts)
        write(os.path.join(folder, "request"), request)
        source = os.open(os.path.join(folder, "request"), os.O_RDONLY)
        sink = os.open(os.path.join(folder, "results"), os.O_RDWR | os.O_CREAT | os.O_APPEND)
        ended = Started([os.path.join(BUNDLES, "kj_call.pyc"), "main.py"], folder, {3: source, 4: sink}).end()
        os.close(source)
        with os.fdopen(sink, "rb") as file:
            file.seek(0)
            return frames(file.read()), ended


def check(program, test, prelude=0, seed=1, bundles=BUNDLES, options=()):
    """(outcome, message, Ended of the program, Ended of the test) of kj_program and kj_test."""
    with tempfile.TemporaryDirectory() as folder:
        write(os.path.join(folder, "main.py"), program)
        write(os.path.join(folder, "test_code.py"), test)
        to_test, from_program = os.pipe()
        to_program, from_test = os.pipe()
        verdict = os.open(os.path.join(folder, "verdict"), os.O_RDWR | os.O_CREAT)
        program_arguments = [os.path.join(bundles, "kj_program.pyc"), "main.py", str(prelude)]
        test_arguments = [os.path.join(bundles, "kj_test.pyc"), "test_code.py", str(prelude), str(seed), *options]
        first = Started(program_arguments, folder, {3: to_program, 4: from_program})
        second = Started(test_arguments, folder, {3: to_test, 4: from_test, 5: verdict})
        for descriptor in (to_test, from_program, to_program, from_test):
            os.close(descriptor)
        try:
            test_ended = second.end()
        finally:
            program_ended = first.end()
        with os.fdopen(verdict, "rb") as file:
            file.seek(0)
            found = frames(file.read())
        assert len(found) == 1 and found[0][:2] == (0, "A"), (found, test_ended.stderr)
        outcome, message = found[0][2]
        return outcome, message, program_ended, test_ended
