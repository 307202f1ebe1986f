"""Function calls: what crosses, what does not, and how every way of ending is told."""

import math
import unittest

from harness import call

DEEP = 1000


def one(program, *arguments, **options):
    """The only frame of one call of f, as (kind, values)."""
    found, ended = call(program, options.pop("name", "f"), ["\n".join(arguments)], **options)
    assert len(found) == 1, (found, ended.stderr)
    return found[0][1:]


class Results(unittest.TestCase):
    def test_plain_values_cross_by_exact_type(self):
        for text in (
            "None",
            "True",
            "0",
            "-7",
            "10**40",
            "1.5",
            "-0.0",
            "1e300",
            "'a\\u00e9\\ud800\\n'",
            "b'\\x00;:'",
            "[]",
            "()",
            "{}",
            "[1, [2.0, (3, 'x')], {'k': None, 2: [True]}]",
            "{(1, 2): {None: 'n'}, 1.5: b''}",
            "(1,)",
            "list(range(100))",
            "[0.5] * 20",
            "[True] * 20",
            "[1, 2.0] * 20",
            "[2**300] * 20",
            "list('abc' * 9)",
        ):
            with self.subTest(text):
                kind, values = one("def f(): return %s" % text)
                self.assertEqual((kind, repr(values[0])), ("V", repr(eval(text))))

    def test_float_specials(self):
        kind, values = one("def f(): return [float('nan'), float('inf'), -float('inf'), 1e16]")
        self.assertEqual(kind, "V")
        self.assertTrue(math.isnan(values[0][0]))
        self.assertEqual(values[0][1:], [math.inf, -math.inf, 1e16])

    def test_anything_else_is_named(self):
        for result, name in (
            ("object()", "object"),
            ("{1, 2}", "set"),
            ("zip()", "zip"),
            ("(x for x in ())", "generator"),
            ("range(3)", "range"),
            ("1j", "complex"),
            ("bytearray(b'a')", "bytearray"),
            ("print", "builtin_function_or_method"),
            ("F(1.0)", "F"),
            ("[1, [F('nan')]]", "F"),
            ("{F(1): 1}", "F"),
            ("L()", "L"),
            ("E.A", "E"),
            ("type", "type"),
            ("g()", "coroutine"),
            ("10**400000", "int of more than 1000000 bits"),
        ):
            program = """
import enum
class F(float):
    def __eq__(self, other): return True
    __hash__ = float.__hash__
class L(list): pass
class E(enum.IntEnum): A = 1
async def g(): pass
def f(): return %s
"""
            with self.subTest(result):
                kind, values = one(program % result)
                if name == "builtin_function_or_method" and "function" in values[0]:
                    name = values[0]  # PyPy's functions are all alike
                self.assertEqual((kind, values[0]), ("P", name))

    def test_depth(self):
        program = "def f(n):\n    x = 1\n    for _ in range(n): x = [x]\n    return x"
        self.assertEqual(one(program, str(DEEP))[0], "V")
        self.assertEqual(one(program, str(DEEP + 1)), ("P", ["list nested deeper than 1000"]))
        self.assertEqual(one(program, "100000")[0], "P")
        self.assertEqual(one("def f():\n    x = []\n    x.append(x)\n    return x")[0], "P")

    def test_ints_longer_than_python_prints(self):
        self.assertEqual(one("def f(): return 10**6000")[1], [10**6000])
        kind, values = one("def f():\n    return str(10**6000)")
        self.assertIn(kind, "VE")  # Python's own limit stays in force for the program, where there is one

    def test_a_result_of_many_megabytes(self):
        self.assertEqual(one("def f(): return 'x' * 20000000")[1], ["x" * 20000000])


class Arguments(unittest.TestCase):
    def test_one_json_value_a_line_as_json_loads_reads_it(self):
        for text, value in (
            ("", ()),
            ("1", (1,)),
            ("1\n", (1,)),
            (' [1, 2.0] \r\n"a\\n\\ud83d\\ude00"', ([1, 2.0], "a\n\U0001f600")),
            ("NaN\nInfinity\n-Infinity", (math.nan, math.inf, -math.inf)),
            ("null\ntrue\nfalse", (None, True, False)),
            ('{"b": 1, "a": {"a": []}, "b": 2}', ({"b": 2, "a": {"a": []}},)),
            ("1e5\n-0\n-0.0", (100000.0, 0, -0.0)),
            ('"\u2028\u00e9"', ("\u2028\u00e9",)),
            ("1" * 5000, (int("1" * 4000) * 10**1000 + int("1" * 1000),)),
        ):
            with self.subTest(text[:40]):
                kind, values = one("def f(*a): return a", text)
                self.assertEqual((kind, repr_long(values[0])), ("V", repr_long(value)))

    def test_deep_arguments(self):
        kind, values = one("def f(x):\n    n = 0\n    while x: n += 1; x = x[0]\n    return n", "[" * 999 + "]" * 999)
        self.assertEqual((kind, values), ("V", [998]))

    def test_what_is_no_json_is_the_tests_fault(self):
        for text in ("[1", "1 2", "'a'", "[1,]", "\u00a01", "01", '"a\tb"'):
            with self.subTest(text):
                self.assertEqual(one("def f(*a): return 1", text)[0], "B")


def repr_long(value):
    return repr([hex(part) if type(part) is int else part for part in value])


class Functions(unittest.TestCase):
    def test_where_the_function_is_found(self):
        for program, expected in (
            ("def f(): return 1", ("V", [1])),
            ("f = lambda: 1", ("V", [1])),
            ("class Solution:\n    def f(self): return 2", ("V", [2])),
            ("def f(): return 1\nclass Solution:\n    def f(self): return 2", ("V", [2])),
            ("def f(): return 1\nclass Solution:\n    def g(self): return 2", ("V", [1])),
            ("def f(): return 1\nclass Solution:\n    def __init__(self, x): pass", ("V", [1])),
            ("class Solution:\n    @staticmethod\n    def f(): return 3", ("V", [3])),
            ("class Solution:\n    def __init__(self): self.f = lambda: 4", ("V", [4])),
            ("Solution = 5\ndef f(): return 1", ("V", [1])),
            ("def f(): return 1\nif __name__ == '__main__':\n    def f(): return 9", ("V", [1])),
        ):
            with self.subTest(program):
                self.assertEqual(one(program), expected)

    def test_missing(self):
        for program, prelude in (("x = 1", 0), ("class Solution: pass", 0), ("", 0), ("", 1)):
            self.assertEqual(one(program, prelude=prelude)[0], "M")

    def test_a_name_of_the_prelude_is_not_the_programs(self):
        self.assertEqual(one("", "3\n4", name="add", prelude=1)[0], "M")
        self.assertEqual(one("x = add(1, 2)", "3\n4", name="add", prelude=1)[0], "M")
        self.assertEqual(one("def add(a, b): return a * b", "3\n4", name="add", prelude=1), ("V", [12]))
        self.assertEqual(one("from operator import add", "3\n4", name="add", prelude=1), ("V", [7]))
        self.assertEqual(one("add = add", "3\n4", name="add", prelude=1), ("V", [7]))
        program = "class Solution:\n    def gcd(self, a, b): return gcd(a, b)"
        self.assertEqual(one(program, "6\n4", name="gcd", prelude=1), ("V", [2]))

    def test_each_call_has_a_fresh_solution(self):
        program = "class Solution:\n    def __init__(self): self.n = 0\n    def f(self):\n        self.n += 1\n        return self.n"
        found, _ = call(program, "f", ["", ""])
        self.assertEqual(found, [(0, "V", [1]), (1, "V", [1])])


class Failures(unittest.TestCase):
    def test_what_the_program_raises(self):
        for body, name, words in (
            ("raise ValueError('no')", "ValueError", "ValueError: no"),
            ("1/0", "ZeroDivisionError", "line 2"),
            ("import sys; sys.exit(0)", "SystemExit", ""),
            ("raise KeyboardInterrupt", "KeyboardInterrupt", ""),
            ("return f()", "RecursionError", "recursion"),
            ("class X(Exception):\n        def __str__(self): return 1/0\n    raise X", "X", "cannot be made"),
            ("raise MemoryError", "MemoryError", ""),
            ("return nothing", "NameError", "nothing"),
        ):
            with self.subTest(body):
                kind, values = one("def f():\n    " + body)
                self.assertEqual((kind, values[0]), ("E", name))
                self.assertIn(words, values[1])
                self.assertLessEqual(len(values[1]), 2000)

    def test_wrong_arguments(self):
        kind, values = one("def f(): pass", "1")
        self.assertEqual((kind, values[0]), ("E", "TypeError"))

    def test_what_cannot_be_loaded(self):
        for program, kind, words in (
            ("def f(:", "C", "main.py, line"),
            ("  x = 1", "C", "IndentationError"),
            ("x = '\0'", "C", "null"),
            (b"# coding: nonsense\n", "C", ""),
            (b"x = '\xff'\n", "C", ""),
            ("raise ValueError('early')", "L", "ValueError"),
            ("import sys; sys.exit(0)", "L", "SystemExit"),
            ("import no_such_module", "L", "ModuleNotFoundError"),
            ("import kj_load", "L", "ModuleNotFoundError"),
        ):
            with self.subTest(program):
                found, ended = call(program, "f", ["", ""])
                self.assertEqual([frame[:2] for frame in found], [(0, kind)])
                self.assertIn(words, " ".join(found[0][2]))
                self.assertEqual(ended.code, 0)

    def test_no_frame_where_the_process_is_gone(self):
        for body in ("import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)", "import os; os.close(4)"):
            with self.subTest(body):
                found, _ = call("def f():\n    " + body, "f", [""])
                self.assertEqual(found, [])

    def test_a_fork_that_returns_twice_shows(self):
        found, _ = call("import os\ndef f():\n    os.fork()\n    return 1", "f", [""])
        self.assertEqual(len(found), 2)

    def test_the_interpreters_end_is_the_programs(self):
        found, ended = call("import atexit, os\natexit.register(os._exit, 3)\ndef f(): return 1", "f", [""])
        self.assertEqual((found, ended.code), ([(0, "V", [1])], 3))

    def test_patched_builtins(self):
        program = """
import builtins, sys, os, json
for name in ("len", "repr", "isinstance", "str", "int", "type", "iter", "map", "hex", "max", "tuple", "getattr", "open"):
    setattr(builtins, name, lambda *a, **k: 1/0)
json.loads = os.write = sys.exit = sys.setrecursionlimit = None
def f(x): return [x, 1.5, "a"]
"""
        found, ended = call(program, "f", ["[1, 2]"])
        # Python before 3.10 and PyPy take builtins from the module: there it hurts the program, and only it.
        self.assertIn(found, ([(0, "V", [[[1, 2], 1.5, "a"]])], []))


class Surroundings(unittest.TestCase):
    def test_standard_streams_are_the_programs(self):
        program = "import sys\nprint('loaded')\ndef f():\n    print('called')\n    return sys.stdin.read()"
        found, ended = call(program, "f", [""])
        self.assertEqual((found, ended.stdout), ([(0, "V", [""])], b"loaded\ncalled\n"))

    def test_future_imports_and_line_numbers_with_the_prelude(self):
        program = "from __future__ import annotations\ndef f(x: Nonsense): return 1/0"
        kind, values = one(program, "1", prelude=1)
        self.assertEqual((kind, values[0]), ("E", "ZeroDivisionError"))
        self.assertIn('File "main.py", line 2', values[1])

    def test_prelude(self):
        program = """
def f():
    x: List[int] = [3, 1]
    heappush(x, 2)
    return [gcd(4, 6), Counter("aab")["a"], math.floor(2.5), sqrt(4), pow(2, 5), len(permutations.__name__),
            defaultdict(int)[1], sys.getrecursionlimit(), json.dumps(x), string.digits, digits]
"""
        kind, values = one(program, prelude=1)
        expected = [2, 2, 2, 2.0, 32, 12, 0, 50000, "[2, 1, 3]", "0123456789", "0123456789"]
        self.assertEqual((kind, values[0]), ("V", expected))
        self.assertEqual(one(program)[:1], ("E",))

    def test_the_prelude_is_whole_for_programs_that_look_around(self):
        self.assertEqual(one("def f(): return eval('gcd(4, 6)')", prelude=1), ("V", [2]))
        self.assertEqual(one("def f(): return 'heappush' in globals()", prelude=1), ("V", [True]))

    def test_dataclasses_pickle_and_typing_find_the_module(self):
        program = """
import dataclasses, pickle, typing
@dataclasses.dataclass
class P:
    x: "int" = 3
def f(): return [pickle.loads(pickle.dumps(P(4))).x, typing.get_type_hints(P)["x"].__name__, __name__]
"""
        self.assertEqual(one(program), ("V", [[4, "int", "solution"]]))

    def test_the_folder_is_not_searched(self):
        kind, values = one("import sys\ndef f(): return [p for p in sys.path if 'kj' in p or p == '']")
        self.assertEqual((kind, values), ("V", [[]]))

    def test_deep_recursion_with_the_prelude(self):
        self.assertEqual(one("def f(n): return n and f(n - 1)", "5000", prelude=1), ("V", [0]))


class Modes(unittest.TestCase):
    STATE = "import atexit\nseen = []\natexit.register(print, 'end')\nprint('load')\ndef f(x):\n    seen.append(x)\n    return len(seen)"

    def test_one_process_for_all(self):
        found, ended = call(self.STATE, "f", ["1", "2", "3"])
        self.assertEqual(found, [(0, "V", [1]), (1, "V", [2]), (2, "V", [3])])
        self.assertEqual(ended.stdout, b"load\nend\n")

    def test_a_process_each(self):
        found, ended = call(self.STATE, "f", ["1", "2"], mode="each")
        self.assertEqual(found, [(0, "V", [1]), (0, "S", [0]), (1, "V", [1]), (1, "S", [0])])
        self.assertEqual(ended.stdout, b"load\nend\nend\n")
        self.assertEqual(ended.code, 0)

    def test_one_that_dies_does_not_hurt_the_next(self):
        program = (
            "import os\ndef f(x):\n    if x == 1: os.kill(os.getpid(), 9)\n    if x == 2: os._exit(5)\n    return x"
        )
        found, _ = call(program, "f", ["1", "2", "3"], mode="each")
        self.assertEqual(found, [(0, "S", [-9]), (1, "S", [5]), (2, "V", [3]), (2, "S", [0])])

    def test_load_failures_come_once(self):
        found, _ = call("1/0", "f", ["1", "2"], mode="each")
        self.assertEqual([frame[:2] for frame in found], [(0, "L")])


if __name__ == "__main__":
    unittest.main()
