"""Loads a program: the first part of each bundle that kj_build.py makes.

Imports cost processor time in every test, so only modules that the interpreter has loaded anyway are used.
"""

import builtins
import posix
import sys

# A program may patch builtins; functions defined from here on keep the real ones (Python 3.10 and newer).
__builtins__ = dict(vars(builtins))

AST_ONLY = 0x400  # compile()'s flag, which only `import ast` would name
MESSAGE_LIMIT = 2000  # characters
SHOWN_FRAMES = 6

_star = "string re datetime collections heapq bisect copy math random statistics"
_star += " itertools functools operator io sys json"
# LiveCodeBench's imports in its order: a later star import hides the names of an earlier one.
PRELUDE = "".join("from %s import *\n" % name for name in (_star + " builtins typing").split())
PRELUDE += "".join("import %s\n" % name for name in _star.split()) + "sys.setrecursionlimit(50000)\n"
PRELUDE_DEPTH = 50000
# Module → the names that the prelude binds to its objects; kj_build.py appends the table for its interpreter.
PRELUDE_NAMES = {}
# A program that uses one of these may reach a global name that its code does not spell.
REFLECTION = frozenset(
    "eval exec compile globals locals vars dir __dict__ __globals__ __import__ import_module importlib inspect modules"
    " _getframe f_globals f_locals currentframe gc runpy timeit doctest __main__ solution"
    " dataclass make_dataclass get_type_hints NamedTuple TypedDict singledispatch singledispatchmethod".split()
)


def read_all(descriptor):
    """All bytes up to the end of a file, which is then closed."""
    chunks = []
    while not chunks or chunks[-1]:
        chunks.append(posix.read(descriptor, 1 << 20))
    posix.close(descriptor)
    return b"".join(chunks)


def write_all(descriptor, data, write=posix.write):
    """Writes `data` whole, however the system cuts it."""
    view = memoryview(data)
    while view:
        view = view[write(descriptor, view[: 1 << 20]) :]


def names_in(code):
    """All names that a code object and the code within it spell, attributes too."""
    names, pending, kind = set(), [code], type(code)
    while pending:
        code = pending.pop()
        names.update(code.co_names)
        pending.extend(constant for constant in code.co_consts if type(constant) is kind)
    return names


def run_prelude(namespace, code):
    """Binds what the prelude binds, as far as `code` can tell.

    The whole prelude takes 17 ms of processor time. A global name that code uses is spelled in it, so without
    reflection it is enough to bind the spelled ones.
    """
    used = names_in(code)
    if not PRELUDE_NAMES or not REFLECTION.isdisjoint(used):
        exec(compile(PRELUDE, "<prelude>", "exec", dont_inherit=True), namespace)
        return
    for module, names in PRELUDE_NAMES.items():
        for name in used.intersection(names.split()):
            namespace[name] = __import__(name) if module == "*" else getattr(__import__(module), name)
    sys.setrecursionlimit(PRELUDE_DEPTH)


class Program:
    """A program in a module of its own.

    The module is not `__main__`, so that code under `if __name__ == "__main__"` does not run, as in LiveCodeBench; it
    is registered, since dataclasses, typing and pickle look a class's module up.
    """

    def __init__(self, path, prelude):
        self.path = path
        self.prelude = prelude
        self.inherited = {}
        self.source = read_all(posix.open(path, posix.O_RDONLY))
        self.module = type(sys)("solution")
        self.names = self.module.__dict__
        self.names["__file__"] = path
        self.names["__builtins__"] = builtins
        sys.modules["solution"] = self.module
        sys.argv[:] = [path]

    def compile(self):
        """Raises SyntaxError, or ValueError for a null byte; RecursionError and MemoryError for absurd nesting."""
        given = globals().get("warm_compile")  # of kj_warm.py
        self.code = given(self.path) if given else compile(self.source, self.path, "exec", 0, True)

    def run(self):
        """Executes the prelude and the program; raises what the program raises."""
        if self.prelude:
            run_prelude(self.names, self.code)
            self.inherited = dict(self.names)
        exec(self.code, self.names)

    def defines(self, name):
        """Whether the program itself binds `name`: one that only the prelude bound is not the program's."""
        if name not in self.names:
            return False
        if name not in self.inherited or self.names[name] is not self.inherited[name]:
            return True
        bound = bound_names(compile(self.source, self.path, "exec", AST_ONLY, True))
        return name in bound or "*" in bound


def walk(tree):
    """All nodes of a syntax tree, without the import of ast."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        for field in node._fields:
            value = getattr(node, field, None)
            pending.extend(item for item in (value if type(value) is list else (value,)) if hasattr(item, "_fields"))


def bound_names(tree):
    """Names that a module's code binds, in whatever scope: `*` for a star import."""
    bound = set()
    for node in walk(tree):
        kind = type(node).__name__
        if kind in ("FunctionDef", "AsyncFunctionDef", "ClassDef"):
            bound.add(node.name)
        elif kind == "arg":
            bound.add(node.arg)
        elif kind == "alias":
            bound.add(node.asname or node.name.partition(".")[0])
        elif kind == "Name" and type(node.ctx).__name__ != "Load":
            bound.add(node.id)
    return bound


def type_name(kind, get=type.__dict__["__name__"].__get__):
    """A type's name, whatever its metaclass claims."""
    return get(kind)


def describe_exception(exception, path, source, get=BaseException.__dict__["__traceback__"].__get__):
    """The end of a traceback as Python prints it, at most MESSAGE_LIMIT characters, without importing traceback."""
    lines = source.decode("utf-8", "replace").split("\n")
    shown = []
    trace = get(exception)
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith("kj_"):
            shown.append((code.co_filename, trace.tb_lineno, code.co_name))
            del shown[:-SHOWN_FRAMES]
        trace = trace.tb_next
    text = ""
    for file, number, function in shown:
        text += '  File "%s", line %s, in %s\n' % (file, number, function)
        if file == path and number is not None and 0 < number <= len(lines):
            text += "    %s\n" % lines[number - 1].strip()[:200]
    text = text[-MESSAGE_LIMIT // 2 :] + type_name(type(exception))
    try:
        said = str(exception)
    except BaseException:
        said = "<its text cannot be made>"
    return (text + ": " + said if said else text)[:MESSAGE_LIMIT]
