"""Serves function calls: `python3 -s -P kj_call.pyc main.py`; kj_build.py makes it from kj_load.py, kj_frames.py and
this file.

Descriptor 3 (a regular file) holds the request, descriptor 4 takes result frames.
Nothing here is secret from the program and nothing that it sends is more than a claim: what a program does to this
process it does to itself, and the judge compares outside. So the aim is only that an honest program is never hurt.
"""

PARSE_DEPTH = 6000  # room for arguments nested to DEPTH_LIMIT and beyond


def make_parser():
    """json.loads by the scanner beneath it: the import of json takes longer than all the rest together."""
    try:
        from _json import make_scanner
    except ImportError:
        return make_other_parser()

    class Context:
        strict = True
        object_hook = object_pairs_hook = None
        parse_float, parse_int = float, int
        parse_constant = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": -float("inf")}.__getitem__

    scan = make_scanner(Context)

    def parse(text):
        text = text.strip(" \t\r")
        try:
            value, end = scan(text, 0)
        except StopIteration:
            raise ValueError("no JSON value")
        if end != len(text):
            raise ValueError("more than one JSON value in a line")
        return value

    return parse


def make_other_parser():
    """PyPy's, and json.loads for an interpreter that has neither."""
    try:
        from _pypyjson import loads
    except ImportError:
        from json import loads

        return loads
    return lambda text: loads(text, ValueError)


def parse_arguments(text, parse, set_depth=sys.setrecursionlimit, get_depth=sys.getrecursionlimit):
    """One argument a line; blank lines are no arguments."""
    depth, digits = get_depth(), _get_digits()
    set_depth(max(depth, PARSE_DEPTH))
    _set_digits(0)
    try:
        return [parse(line) for line in text.split("\n") if line.strip(" \t\r")]
    finally:
        _set_digits(digits)
        set_depth(depth)


def find_function(program, name):
    """The method of a fresh `Solution`, else the module's function; None where the program defines neither."""
    solution = program.names.get("Solution")
    own = program.defines(name)
    if isinstance(solution, type) and (not own or hasattr(solution, name)):
        return getattr(solution(), name, None)
    return program.names[name] if own else None


def answer(program, name, parse, index, text):
    """One call, one frame."""
    try:
        arguments = parse_arguments(text, parse)
    except Exception:
        return send_text(index, b"B", "the input is not one JSON value a line: %.200s" % text)
    try:
        function = find_function(program, name)
        if function is None:
            return send_text(index, b"M", "the program defines no function '%s'" % name)
        result = function(*arguments)
    except BaseException as error:
        return send_text(index, b"E", type_name(type(error)), describe_exception(error, program.path, program.source))
    digits = _get_digits()
    _set_digits(0)
    try:
        payload = encode(result)
    except NotPlain as error:
        return send_text(index, b"P", error.args[0])
    except BaseException as error:  # out of memory, or another thread changes the result meanwhile
        return send_text(index, b"E", type_name(type(error)), describe_exception(error, program.path, program.source))
    finally:
        _set_digits(digits)
    send(index, b"V", payload)


def answer_in_child(program, name, parse, index, text, fork=posix.fork, wait=posix.waitpid):
    """One call in a forked process, which goes on to the interpreter's normal end: True in that process."""
    flush()
    process = fork()
    if process == 0:
        answer(program, name, parse, index, text)
        return True
    try:
        status = wait(process, 0)[1]
        code = -(status & 127) if status & 127 else status >> 8
    except OSError:  # the program has waited for its own caller, or ignores SIGCHLD
        code = 255
    send(index, b"S", encode(code))
    return False


def flush():
    """What the program printed is written once, not by each child again."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except BaseException:
            pass


def read_request():
    """(mode, function name, prelude, input texts)."""
    data = read_all(REQUEST)
    header, _, rest = data.partition(b"\n")
    _, count, mode, name, prelude = header.decode().split(" ")
    texts, position = [], 0
    for _ in range(int(count)):
        end = rest.index(b"\n", position)
        size = int(rest[position:end])
        texts.append(rest[end + 1 : end + 1 + size].decode("utf-8", "surrogatepass"))
        position = end + 1 + size + 1
    return mode, name, prelude == "1", texts


def main(end_now=posix._exit):
    mode, name, prelude, texts = read_request()
    parse = make_parser()
    program = Program(sys.argv[1], prelude)
    try:
        program.compile()
    except (SyntaxError, ValueError) as error:
        return send_text(0, b"C", describe_exception(error, program.path, program.source))
    except BaseException as error:
        return send_text(0, b"L", type_name(type(error)), describe_exception(error, program.path, program.source))
    try:
        program.run()
    except BaseException as error:
        return send_text(0, b"L", type_name(type(error)), describe_exception(error, program.path, program.source))
    if mode == "one":
        for index, text in enumerate(texts):
            answer(program, name, parse, index, text)
        return None
    for index, text in enumerate(texts):
        if answer_in_child(program, name, parse, index, text):
            return None
    flush()
    # The program's own end has happened in each child; it must not happen once more for no call.
    return end_now(0)


if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # interpreters without -P
main()
