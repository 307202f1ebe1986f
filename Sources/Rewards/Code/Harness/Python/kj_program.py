"""The program's side of an assert problem: `python3 -s -P kj_program.pyc main.py PRELUDE`.

Loads the program and serves the test's side over descriptors 3 (in) and 4 (out) until that closes the pipe; then the
interpreter ends as usual. A program that cannot be loaded, or exits meanwhile, ends it with exit code 1 and the end of
the traceback on standard error.
"""

_module_type = type(sys)


def main():
    program = Program(sys.argv[1], sys.argv[2] == "1")

    def look_up(name):
        """(whether the program binds the name itself, its value, its name if it is a module)."""
        if not program.defines(name):
            return False, None, ""
        value = program.names[name]
        return True, value, value.__name__ if type(value) is _module_type else ""

    def describe(error):
        return describe_exception(error, program.path, program.source)

    peer = Peer(3, 4, True, describe, look_up)
    try:
        program.compile()
        program.run()
    except BaseException as error:
        text = describe(error)
        write_all(2, text.encode("utf-8", "replace") + b"\n")
        hello, code = b"L" + peer.encode((text,), []), 1
    else:
        hello, code = b"H", 0
    try:
        peer.write_message(hello)
    except PeerGone:
        return code
    if not code:
        peer.serve_until_closed()
    return code


if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # interpreters without -P
if main():
    sys.exit(1)
