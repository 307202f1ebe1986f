"""The test's side of an assert problem: `python3 -s -P kj_test.pyc test_code.py PRELUDE SEED [json]`.

Executes the test code and asks the program's side over descriptors 3 (in) and 4 (out) for each name that the test code
leaves open. Descriptor 5 takes the one result frame: an outcome and a message.
With `json`, for test code that was made from JSON and so cannot spell tuples, a tuple that a call returns is equal to a
list of the same items.
"""

VERDICT = 5
# What a program's module global of that name stands for: the library's own, never what the program made of it.
_MODULES = frozenset((_star + " typing decimal fractions cmath numbers textwrap time").split())
_builtin_names = dict(vars(builtins))


class MissingName(NameError):
    """The program does not define a name that the test needs."""


class AnyTuple(tuple):
    """A tuple that is also equal to a list of the same items."""

    __slots__ = ()

    def __eq__(self, other):
        return tuple.__eq__(self, tuple(other) if type(other) is list else other)

    def __ne__(self, other):
        return not self == other

    __hash__ = tuple.__hash__


_TAGS[AnyTuple] = b"t"


def with_any_tuples(value, seen):
    """`value` with AnyTuple in the place of tuples, also within its lists; `seen` ends cycles."""
    if type(value) is tuple:
        return AnyTuple([with_any_tuples(item, seen) for item in value])
    if type(value) is list and id(value) not in seen:
        seen.add(id(value))
        value[:] = [with_any_tuples(item, seen) for item in value]
    return value


class JSONPeer(Peer):
    """The peer of test code that was made from JSON."""

    def call(self, item, values, named):
        return with_any_tuples(Peer.call(self, item, values, named), set())


class TestCode:
    """What can be said of test code before it runs."""

    def __init__(self, path):
        self.path = path
        self.source = read_all(posix.open(path, posix.O_RDONLY))
        self.code = compile(self.source, path, "exec", 0, True)
        self.tree = compile(self.source, path, "exec", AST_ONLY, True)
        self.bound = bound_names(self.tree)
        loaded = {node.id for node in walk(self.tree) if type(node).__name__ == "Name"}
        self.free = {name for name in loaded - self.bound if name[:2] != "__"}
        self.handed = self.names_handed()

    def names_handed(self):
        """f in `check(f)` at the top level, where the test itself defines check: surely the program's."""
        names = set()
        for statement in self.tree.body:
            call = getattr(statement, "value", None)
            if type(statement).__name__ == "Expr" and getattr(getattr(call, "func", None), "id", None) in self.bound:
                names.update(getattr(value, "id", None) for value in call.args)
        return names & self.free

    def innermost(self, names):
        """Of several names the ones that are called and wrap no other such call: f in abs(f(x))."""
        called, wrappers = set(), set()
        for node in walk(self.tree):
            name = getattr(getattr(node, "func", None), "id", None)
            if name in names:
                called.add(name)
                inside = {getattr(part, "id", None) for value in node.args for part in walk(value)}
                if inside & names - {name}:
                    wrappers.add(name)
        return called - wrappers


class Names:
    """Where the test's free names lead.

    A name that the prelude or Python itself gives is theirs, so that a program cannot put a function of its own in the
    place of one that the test relies on (abs, isclose), unless it must be what is tested: the test hands it to a
    function of its own (`check(median)`), or uses no other name that could be the program's.
    """

    def __init__(self, test, peer, prelude, seed):
        self.test = test
        self.peer = peer
        self.seed = seed
        self.used = False
        self.found = {}
        # Built-in names that the test may mean the program's by, which the program does not define.
        self.missing_built_ins = set()
        self.prelude = {}
        if prelude:
            self.prelude = {name: module for module, names in PRELUDE_NAMES.items() for name in names.split()}
        given = set(self.prelude) | set(_builtin_names)
        self.targets = test.handed - set(_builtin_names) or test.handed
        if not self.targets and test.free <= given:
            self.targets = self.only_targets()

    def only_targets(self):
        """The program's names where all that the test uses are also the prelude's or built in."""
        others = self.test.free - set(_builtin_names)
        for names in (others, self.test.free):
            own = {name for name in names if self.program_defines(name)}
            if own:
                return self.test.innermost(own) or own
        self.missing_built_ins = self.test.free - others
        # What the program should have defined. A built-in name may as well be meant as it is.
        return self.test.innermost(others)

    def program_defines(self, name):
        if name not in self.found:
            self.found[name] = self.peer.ask(b"G", name)
        return self.found[name][0]

    def __call__(self, name):
        """The value of a free name; KeyError where Python itself has to find it."""
        if name in self.missing_built_ins:
            self.used = True
            return _builtin_names[name]
        if name[:2] == "__" or name in _builtin_names and name not in self.targets:
            raise KeyError(name)
        module = self.prelude.get(name)
        if module and name not in self.targets:
            return self.from_library(module, name)
        self.used = True
        reply = self.found.get(name) or self.peer.ask(b"G", name)
        if type(reply) is not tuple or len(reply) != 3:
            self.peer.lose("no answer")
        defined, value, of_module = reply
        if not defined:
            raise MissingName("the program does not define '%s'" % name)
        if type(of_module) is str and of_module in _MODULES:
            return self.from_library("*", of_module)
        # Functions and classes stay; other values may have changed when they are used again.
        self.found[name] = reply if is_remote(value) else None
        return value

    def from_library(self, module, name):
        item = __import__(name) if module == "*" else getattr(__import__(module), name)
        if module == "random" or name == "random":
            self.seed_random()
        return item

    def seed_random(self):
        if self.seed is not None:
            __import__("random").seed(self.seed)
            self.seed = None


class OpenBuiltins(dict):
    """The built-in names of the test code; the program's where Python would raise NameError."""

    def __missing__(self, name):
        return self.look_up(name)


def make_namespace(names):
    """Globals in which free names are looked up late."""
    module = type(sys)("__main__")
    sys.modules["__main__"] = module
    if sys.implementation.name == "cpython":
        open_names = OpenBuiltins(_builtin_names)
        for name in names.targets | names.missing_built_ins:
            open_names.pop(name, None)
        namespace = vars(module)
        namespace["__builtins__"] = open_names
    else:  # PyPy has built-in names of its own, but asks a subclass of dict for globals
        namespace = open_names = OpenBuiltins(vars(module))
    open_names.look_up = names
    return namespace


def run(test, peer, prelude, seed):
    """(outcome, message)"""
    names = None
    try:
        hello = peer.read_message()
        if hello != b"H":
            if hello[:1] == b"L":
                peer.gone = str(peer.decode(hello, 1, [], 1)[0][0])
            peer.lose("no greeting")
        names = Names(test, peer, prelude, seed)
        if prelude:
            sys.setrecursionlimit(PRELUDE_DEPTH)
        if b"random" in test.source:
            names.seed_random()
        exec(test.code, make_namespace(names))
    except BaseException as error:
        if peer.gone:
            return "program_gone", peer.gone
        message = describe_exception(error, test.path, test.source)
        if isinstance(error, MissingName):
            return "no_such_name", str(error)
        if isinstance(error, NotPlain):
            return "not_plain", str(error)
        trace = error.__dict__.get("_kj_trace")
        if trace is not None:
            return "program_raised", trace
        return "failed" if names and names.used else "not_started", message
    return ("program_gone", peer.gone) if peer.gone else ("passed", "")


def main():
    path, prelude, seed, *options = sys.argv[1:]
    sys.argv[:] = [path]
    make_peer = JSONPeer if options == ["json"] else Peer
    try:
        test = TestCode(path)
    except BaseException as error:
        outcome, message = "not_started", describe_exception(error, path, b"")
    else:
        peer = make_peer(3, 4, False, lambda error: describe_exception(error, path, test.source))
        outcome, message = run(test, peer, prelude == "1", int(seed))
    payload = b"A" + b"".join(
        b"s%d:%s" % (len(text), text) for text in (part.encode("utf-8", "replace") for part in (outcome, message))
    )
    write_all(VERDICT, b"KJR1" + bytes(4) + len(payload).to_bytes(8, "big") + payload)
    # Nothing that the test code left behind may delay or change the end.
    posix._exit(0)


if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # interpreters without -P
main()
