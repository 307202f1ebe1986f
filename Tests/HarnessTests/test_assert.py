"""Test code against a program in another process: names, values, exceptions, objects, callbacks, ways of ending."""
import unittest

from harness import build, check

PROGRAM = '''
import collections, decimal, enum, fractions, datetime, sys
LIMIT = 5
class Mistake(ValueError):
    def __init__(self, code):
        super().__init__("code %d" % code)
        self.code = code
class Worse(Mistake): pass
class Vector:
    count = 0
    def __init__(self, *parts): self.parts = list(parts); Vector.count += 1
    def __add__(self, other): return Vector(*[a + b for a, b in zip(self.parts, other.parts)])
    def __eq__(self, other): return self.parts == other.parts
    def __len__(self): return len(self.parts)
    def __getitem__(self, index): return self.parts[index]
    def __setitem__(self, index, value): self.parts[index] = value
    def __iter__(self): return iter(self.parts)
    def __bool__(self): return any(self.parts)
    def __repr__(self): return "Vector%r" % (tuple(self.parts),)
    def __hash__(self): return hash(tuple(self.parts))
    def __call__(self, k): return Vector(*[k * a for a in self.parts])
    def __lt__(self, other): return self.parts < other.parts
    def __neg__(self): return self(-1)
    def __float__(self): return 2.5
    def __enter__(self): return self
    def __exit__(self, kind, value, trace): self.parts.append(kind is not None); return True
    @property
    def first(self): return self.parts[0]
    @classmethod
    def zero(cls, n): return cls(*[0] * n)
    @staticmethod
    def double(x): return 2 * x
class Plane(Vector): pass
class Node:
    def __init__(self, value): self.value = value; self.next = None
class Color(enum.Enum):
    RED = 1
    BLUE = 2
class Cheat:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __lt__
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __sub__
    def __contains__(self, item): return True
    def __hash__(self): return 0
    def __abs__(self): return 0
    def __instancecheck__(self, other): return True
class CheatInt(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
def identity(x): return x
def kind(x): return type(x).__name__
def make(text): return eval(text)
def do(text, *values):
    names = dict(globals(), x=values[0] if values else None, v=values)
    exec(text, names)
    return names.get("result")
def apply(f, *values): return f(*values)
def apply_twice(f, x): return f(f(x))
def numbers(n):
    for i in range(n): yield i
def endless():
    while True: yield 1
def fail(code): raise Mistake(code)
'''


def outcome(test, program=PROGRAM, prelude=0, seed=1):
    return check(program, test, prelude, seed)[0]


class Table(unittest.TestCase):
    def every(self, outcome_wanted, tests, **options):
        for test in tests:
            with self.subTest(test):
                got, message, _, ended = check(options.get("program", PROGRAM), test, options.get("prelude", 0))
                self.assertEqual((got, ended.stderr), (outcome_wanted, b""), message)


class Values(Table):
    def test_both_ways_by_type(self):
        values = (
            "None", "True", "12", "-10**3000", "2**64", "1.5", "-0.0", "float('inf')", "1+2j", "'\\u00e9\\ud800'", "b'\\0'", "[]", "[1, [2.5], ()]",
            "(1, (2,))", "{}", "{1: {'a': [None]}, (1, 2): 3}", "set()", "{1, 'a', (2,)}", "frozenset([1])", "bytearray(b'xy')", "[1] * 30",
            "[1.5] * 30", "[True, 1, 1.0] * 5", "Decimal('1.10')", "Decimal('NaN')", "Fraction(-1, 3)", "date(2020, 2, 29)", "time(1, 2, 3, 4)",
            "datetime(2020, 1, 2, 3, 4, 5, 6)", "datetime(2020, 1, 2, tzinfo=timezone(timedelta(hours=2)))", "timedelta(1, 2, 3)", "deque([1, [2]])",
            "deque([1, 2, 3], 2)", "Counter('aab')", "OrderedDict([(2, 1), (1, 2)])", "defaultdict(list, {1: [2]})", "...", "NotImplemented", "int",
            "Counter", "[list, ValueError]",
        )  # fmt: skip
        test = "from collections import *\nfrom decimal import *\nfrom fractions import *\nfrom datetime import *\n"
        for value in values:
            test += "got = identity(%s)\n" % value
            test += "assert type(got) is type(%s) and (got == %s or repr(got) == repr(%s)), %r\n" % ((value,) * 4)
            test += "assert kind(%s) == type(%s).__name__\n" % (value, value)
        program = PROGRAM + "from collections import *\nfrom decimal import *\nfrom fractions import *\nfrom datetime import *\n"
        self.every("passed", [test], program=program)

    def test_details(self):
        self.every("passed", (
            "from collections import *\nd = identity(defaultdict(list)); d[1].append(2); assert d == {1: [2]}",
            "from collections import *\nassert identity(deque([1], 5)).maxlen == 5",
            "assert list(identity({3: 1, 1: 2})) == [3, 1]",
            "assert do('result = x[0] is x[1]', [[1]] * 2)",
            "a = identity([[1]] * 2); assert a[0] is a[1]",
            "a = []; a.append(a); b = identity(a); assert b is a and b[0] is b",
            "b = make('[1, [2]]'); assert b == [1, [2]]",
            "assert do('result = list(x)', range(1, 9, 3)) == [1, 4, 7] and kind(range(3)) == 'range'",
            "x = 'a' * 5000000\nassert identity(x) == x",
            "x = list(range(300000))\nassert identity(x) == x",
        ))  # fmt: skip

    def test_what_is_too_deep_or_too_large(self):
        self.every("not_plain", (
            "do('result = []\\nfor i in range(1100): result = [result]')",
            "make('10**1100000')",
            "make('\"a\" * (65 << 20)')",
        ))  # fmt: skip

    def test_depth_of_a_thousand(self):
        program = "def f(n):\n    x = []\n    for i in range(n - 1): x = [x]\n    return x"
        test = "x = f(%d)\nn = 1\nwhile x: x = x[0]; n += 1\nassert n == %d"
        self.assertEqual(outcome(test % (990, 990), program), "passed")


    def test_tuples_for_test_code_made_from_json(self):
        for test, usual in (
            ("assert make('(1, [2, (3,)])') == [1, [2, [3]]]", "failed"), ("assert [1] == make('(1,)')", "failed"), ("assert make('(1,)') == (1,)", "passed"),
            ("assert make('[(1, 2)]') == [[1, 2]] and {make('(1,)'): 2}[(1,)] == 2 and kind(make('(1,)')) == 'tuple'", "failed"),
            ("assert make('(1,)') != [1]", "passed"), ("assert make('(1,)') == [2]", "failed"), ("a = [1]; a.append(a); assert identity(a) is a", "passed"),
        ):  # fmt: skip
            with self.subTest(test):
                self.assertEqual(outcome(test), usual)
                lenient = "failed" if "!=" in test or "[2]" in test[-5:] else "passed"
                self.assertEqual(check(PROGRAM, test, options=("json",))[0], lenient)


class CopyBack(Table):
    def test_in_place(self):
        self.every("passed", (
            "a = [3, 1, 2]; b = a; do('x.sort()', a); assert b == [1, 2, 3]",
            "a = {1: 2}; do('x[3] = 4; del x[1]', a); assert a == {3: 4}",
            "a = {1}; do('x.add(2)', a); assert a == {1, 2}",
            "a = bytearray(b'ab'); do('x.append(99)', a); assert a == b'abc'",
            "from collections import *\na = deque([1], 2); do('x.extend([2, 3])', a); assert a == deque([2, 3]) and a.maxlen == 2",
            "from collections import *\na = Counter('a'); do('x.update(\"ab\")', a); assert a == Counter('aab')",
            "a = [[1], [2]]; inner = a[1]; do('x[1].append(3)', a); assert inner == [2, 3] and a[1] is inner",
            "a = [[1], [2]]; inner = a[0]; do('x.pop(0).append(5)', a); assert a == [[2]] and inner == [1, 5]",
            "a = []; b = []; do('v[0].append(v[1]); v[1].append(7)', a, b); assert a == [[7]] and a[0] is b",
            "a = {'k': [1]}; r = do('result = x[\"k\"]; result.append(2)', a); assert r is a['k'] and r == [1, 2]",
            "a = [1]\ntry: do('x.append(2); 1/0', a)\nexcept ZeroDivisionError: pass\nassert a == [1, 2]",
            "a = [1]; v = Vector(1); v.extend = 1; do('x.append(v[1])', a, v); assert a[1] is v",
            "a = [2, 1]; apply(identity, a); assert a == [2, 1]",
            "a = ([1],); do('x[0].append(2)', a); assert a == ([1, 2],)",
        ))  # fmt: skip


class Names(Table):
    def test_what_the_program_defines(self):
        self.every("passed", (
            "assert LIMIT == 5",
            "do('globals()[\"LIMIT\"] = 6'); assert LIMIT == 5",
            "assert set_limit(7) is None and LIMIT == 7",
            "def identity(x): return x + 1\nassert identity(1) == 2",
            "import math\nassert math.pi > 3",
            "assert (lambda: identity(3))() == 3 and [identity(i) for i in (1, 2)] == [1, 2]",
            "class T:\n    x = identity(4)\n    def m(self): return identity(5)\nassert T.x == 4 and T().m() == 5",
            "assert eval('identity(1)') == 1",
            "assert datetime.date(2020, 1, 1).year == 2020",
            "assert __name__ == '__main__'",
        ), program=PROGRAM + "def set_limit(x):\n    global LIMIT\n    LIMIT = x\n")  # fmt: skip

    def test_missing(self):
        self.every("no_such_name", ("nothing(1)", "assert gcd(4, 6) == 2"))
        self.assertEqual(outcome("assert add(1, 2) == 3", "x = 1", prelude=1), "no_such_name")
        self.assertEqual(outcome("assert sum(3, 5) == 15", "x = 1"), "failed")
        self.assertEqual(outcome("def check(c): assert c(1, 2) == 3\ncheck(add)", "x = 1", prelude=1), "no_such_name")

    def test_names_that_the_prelude_has_too(self):
        for program, test, prelude in (
            ("def add(a, b): return a + b + 1", "assert add(1, 2) == 4", 1),
            ("def median(x): return 7", "def check(f):\n    assert f([1]) == 7\ncheck(median)", 1),
            ("def median(x): return 7", "assert abs(median([1]) - 7) < 1", 1),
            ("def sum(a, b): return a * b", "assert sum(3, 5) == 15", 0),
            ("def sum(a, b): return a * b", "assert abs(sum(3, 5)) == 15", 1),
            ("def find(x): return 7", "assert isclose(find(1), 7)", 1),
            ("def digits(x): return 7", "assert fabs(digits(1)) == 7", 1),
            ("import math\ndef f(x): return x", "assert math.fabs(f(-1)) == 1", 0),
        ):
            with self.subTest(program + " | " + test):
                self.assertEqual(outcome(test, program, prelude), "passed")

    def test_a_program_cannot_replace_what_the_test_relies_on(self):
        cheat = "\nabs = isclose = fabs = sorted = len = lambda *a: 0\ndef set(x): return 0\n"
        cheat += "class math:\n    fabs = isclose = staticmethod(lambda *a: 0)\n"
        for test, prelude in (
            ("assert abs(f(1) - 7) < 1", 0), ("assert not isclose(f(1), f(1) + 5) and isclose(f(1), 7)", 1), ("assert fabs(f(1) - 7) < 1", 1),
            ("assert sorted(f(1)) == sorted([5])", 0), ("assert set(f(1)) == set([9])", 1), ("assert math.fabs(f(1) - 7) < 1", 1),
            ("import math\nassert math.isclose(f(1), 7)", 0), ("def check(c): assert abs(c(1) - 7) < 1\ncheck(f)", 0),
        ):  # fmt: skip
            with self.subTest(test):
                self.assertEqual(outcome(test, "def f(x): return [x] if x == 9 else 0" + cheat, prelude), "failed")

    def test_humaneval_form(self):
        test = "METADATA = {}\n\n\ndef check(candidate):\n    assert candidate([1], 2) == 3\n    assert True, 'x'\n\ncheck(f)\n"
        self.assertEqual(outcome(test, "def f(a, b): return a[0] + b"), "passed")
        self.assertEqual(outcome(test, "def f(a, b): return a[0] - b"), "failed")
        self.assertEqual(outcome(test, "def g(a, b): return a[0] - b"), "no_such_name")


class Objects(Table):
    def test_use(self):
        self.every("passed", (
            "v = Vector(1, 2); assert v.parts == [1, 2] and v.first == 1 and len(v) == 2 and v[1] == 2 and list(v) == [1, 2]",
            "v = Vector(1, 2); v[0] = 5; assert v[0] == 5; v.extra = 3; assert v.extra == 3; del v.extra; assert not hasattr(v, 'extra')",
            "assert Vector(1) + Vector(2) == Vector(3) and Vector(1) != Vector(2) and Vector(1) < Vector(2)",
            "assert sorted([Vector(2), Vector(1)])[0].first == 1 and {Vector(1): 5}[Vector(1)] == 5",
            "assert not Vector(0) and Vector(1) and repr(Vector(1)) == str(Vector(1)) == 'Vector(1,)' and float(Vector(1)) == 2.5",
            "assert Vector(2)(3).first == 6 and (-Vector(2)).first == -2 and Vector.zero(2).parts == [0, 0] and Vector.double(4) == 8",
            "with Vector() as v: 1 / 0\nassert v.parts == [True]",
            "p = Plane(1); assert isinstance(p, Plane) and isinstance(p, Vector) and issubclass(Plane, Vector) and not isinstance(p, Node)",
            "assert type(Plane(1)) is Plane and Plane.__name__ == 'Plane' and Vector.count == 1",
            "n = Node(1); n.next = Node(2); assert n.next.value == 2 and n.next.next is None and n.next is n.next",
            "assert Color.RED is Color.RED and Color.RED != Color.BLUE and Color(1) is Color.RED and Color['BLUE'].value == 2",
            "assert [c.name for c in Color] == ['RED', 'BLUE'] and len(Color) == 2 and Color.RED in Color and {Color.RED: 1}[Color.RED] == 1",
            "v = Vector(1); assert identity(v) is v and identity([v])[0] is v and do('result = x.first', v) == 1",
            "assert 2 in Vector(1, 2) and 3 not in Vector(1, 2)",
            "f = make('lambda x: x + 1'); assert f(2) == 3 and callable(f) and f.__name__ == '<lambda>'",
            "assert identity(identity)(5) == 5 and identity(Vector) is Vector",
            "assert Node(1) != Node(1) and Node(1) == Node(1) or True\nn = Node(1)\nassert n == n and hash(n) == hash(n)",
            "it = iter(numbers(3)); assert next(it) == 0 and list(it) == [1, 2] and list(it) == []",
            "import itertools\nassert list(itertools.islice(endless(), 3)) == [1, 1, 1]",
            "assert list(make('zip([1], [2])')) == [(1, 2)] and list(make('range(3)')) == [0, 1, 2]",
            "Vector.count = 10; Vector(1); assert Vector.count == 11",
            "import copy\nl = [1]; assert copy.deepcopy(identity(l)) == [1]",
            "o = make('object()'); assert o == o and o != make('object()') and {o: 1}[o] == 1 and o",
            "for i in range(3000): assert Vector(i).first == i",
        ))  # fmt: skip

    def test_nothing_is_equal_to_test_data(self):
        program = PROGRAM + "def f(x): return Cheat()\ndef g(x): return CheatInt(3)\n"
        self.every("failed", (
            "assert f(1) == 5", "assert 5 == f(1)", "assert not f(1) != 5", "assert f(1) == [1]", "assert [f(1)] == [1]", "assert f(1) in [1, 2]",
            "assert f(1) < 3", "assert 3 > f(1)", "assert abs(f(1) - 5) < 1", "assert 5 - f(1) == 0", "assert 5 in f(1)", "assert {f(1)} == {5}",
            "assert f(1) == None", "assert (f(1), 1) == (2, 1)", "assert isinstance(5, f(1))", "assert g(1) == 5", "assert g(1) == 3",
            "import math\nassert math.isclose(f(1), 5)", "from decimal import Decimal\nassert f(1) == Decimal(5)", "assert {5: 1}[f(1)] == 1",
        ), program=program)  # fmt: skip

    def test_what_is_not_offered(self):
        self.every("not_plain", ("class Child(Vector): pass",))
        self.every("failed", ("import copy\ncopy.copy(Vector(1))",))

    def test_long_iterators_end(self):
        short = build([("PULLS = 10**6", "PULLS = 1000")])
        self.assertEqual(check(PROGRAM, "assert len(list(numbers(1001))) == 1001", bundles=short)[0], "not_plain")
        self.assertEqual(check(PROGRAM, "assert len(list(numbers(1000))) == 1000", bundles=short)[0], "passed")


class Exceptions(Table):
    def test_types(self):
        self.every("passed", (
            "try: fail(3)\nexcept ValueError as e: assert str(e) == 'code 3' and e.code == 3 and e.args == ('code 3',)\nelse: assert 0",
            "try: fail(3)\nexcept Mistake as e: assert isinstance(e, Mistake) and type(e).__name__ == 'Mistake'\nelse: assert 0",
            "try: do('raise Worse(1)')\nexcept Mistake as e: assert type(e) is Worse and isinstance(e, ValueError)\nelse: assert 0",
            "try: do('{}[1]')\nexcept KeyError as e: assert e.args == (1,) and type(e) is KeyError\nelse: assert 0",
            "try: do('raise OSError(2, \"x\")')\nexcept FileNotFoundError as e: assert e.errno == 2\nelse: assert 0",
            "try: do('b\"\\\\xff\".decode()')\nexcept UnicodeDecodeError as e: assert e.start == 0\nelse: assert 0",
            "try: identity()\nexcept TypeError: pass\nelse: assert 0",
            "try: do('x()', lambda: fail(2))\nexcept Mistake as e: assert e.code == 2\nelse: assert 0",
            "try: do('import sys; sys.exit(3)')\nexcept SystemExit as e: assert e.code == 3\nelse: assert 0",
            "try: do('def r(): r()\\nr()')\nexcept RecursionError: pass\nelse: assert 0",
            "import json\ntry: do('import json; json.loads(\"[\")')\nexcept ValueError: pass\nelse: assert 0",
            "try: raise Mistake(4)\nexcept Mistake as e: assert e.code == 4\nelse: assert 0",
            "e = make('ValueError(1, [2])'); assert type(e) is ValueError and e.args == (1, [2])",
            "assert kind(ValueError('x')) == 'ValueError'",
            "try: next(numbers(0))\nexcept StopIteration: pass\nelse: assert 0",
            "def g():\n    raise KeyError('mine')\ntry: apply(g)\nexcept KeyError as e: assert e.args == ('mine',)\nelse: assert 0",
            "class Own(Exception): pass\ndef g(): raise Own(5)\ntry: apply(g)\nexcept Own as e: assert e.args == (5,)\nelse: assert 0",
            "def g(): raise ValueError(5)\nassert do('try: x()\\nexcept ValueError as e: result = e.args', g) == (5,)",
        ))  # fmt: skip

    def test_what_ends_the_test(self):
        self.every("program_raised", (
            "fail(3)", "assert do('1/0')", "do('assert False')", "do('raise SystemExit(0)')", "do('raise BaseException')", "identity()",
            "Vector(1).nothing", "try: fail(1)\nexcept KeyError: pass", "try: fail(1)\nfinally: pass", "do('raise KeyboardInterrupt')",
        ))  # fmt: skip
        self.every("failed", (
            "assert identity(1) == 2", "identity(1)\n1/0", "identity(1)\nundefined_here = [][1]", "import sys\nidentity(1)\nsys.exit(0)",
            "try: fail(1)\nexcept ValueError: raise KeyError(1)", "def g(): assert False\napply(g)", "identity(1)\nimport no_such_module",
            "try: fail(1)\nexcept ValueError as e: assert e.code == 2", "class Own(Exception): pass\ndef g(): raise Own\napply(g)",
        ))  # fmt: skip
        self.every("not_started", ("assert (", "import no_such_module", "1/0", "x = '\0'", "import sys\nsys.exit(0)", "assert False"))

    def test_messages(self):
        _, message, _, _ = check(PROGRAM, "x = 1\nfail(31)\n")
        self.assertIn('File "main.py"', message)
        self.assertIn("Mistake: code 31", message)
        _, message, _, _ = check(PROGRAM, "x = 1\nassert identity(1) == 2, 'why'\n")
        self.assertIn('File "test_code.py", line 2', message)
        self.assertIn("AssertionError: why", message)


class Callbacks(Table):
    def test_functions_and_objects_of_the_test(self):
        self.every("passed", (
            "assert apply(lambda x, y: x - y, 5, 3) == 2",
            "assert apply_twice(lambda x: x * 2, 3) == 12",
            "assert apply_twice(lambda x: identity(x) + 1, 3) == 5",
            "assert apply(lambda f: f(lambda: 4), apply) == 4",
            "seen = []\napply(seen.append, 3)\nassert seen == [3]",
            "def g(l): l.append(1)\nassert do('y = []; x(y); result = y', g) == [1]",
            "assert apply(len, [1, 2]) == 2 and apply(str.upper, 'a') == 'A' and apply(int, '3') == 3 and kind(len) == kind(max)",
            "import math, operator, functools\nassert apply(math.sqrt, 4) == 2 and apply(operator.add, 1, 2) == 3",
            "import functools\nassert apply(functools.partial(pow, 2), 3) == 8",
            "assert do('result = list(x)', (i * i for i in range(4))) == [0, 1, 4, 9] and do('result = sum(x)', {1: 2}.values()) == 2",
            "def gen():\n    yield 1\n    yield identity(2)\nassert do('result = sorted(x)', gen()) == [1, 2]",
            "class Tree:\n    def __init__(self, v, l=None): self.v = v; self.l = l\n"
            "t = Tree(1, Tree(2)); assert do('result = x.l.v; x.l = None; x.new = [1]', t) == 2 and t.l is None and t.new == [1]",
            "class N:\n    def __init__(self, v): self.v = v\n    def __lt__(self, o): return self.v < o.v\n    def __eq__(self, o): return self.v == o\n"
            "assert do('result = sorted(x)[0].v', [N(2), N(1)]) == 1 and do('result = x == 3', N(3))",
            "class N:\n    def __init__(self, v): self.v = v\nassert do('result = x(5).v', N) == 5 and do('result = isinstance(x(5), x)', N)",
            "assert identity(lambda: 1)() == 1\nf = lambda: 1\nassert identity(f) is f",
            "def outer(): pass\nassert do('result = x.__name__', outer) == 'outer'",
        ))  # fmt: skip

    def test_the_inside_of_the_test_stays_closed(self):
        for inside in ("__globals__", "__code__", "__closure__", "__defaults__", "__self__", "__class__.__mro__", "__init__", "gi_frame", "_x"):
            for value in ("lambda: 7", "T()", "(i for i in ())", "T"):
                test = "class T:\n    _x = 3\ntry: r = do('result = str(type(x).__name__) and x.%s', %s)\nexcept AttributeError: r = None\n"
                test += "assert r is None or 'method' in str(r) or 'remote' in str(type(r)).lower() or is_own(r)"
                with self.subTest(inside + " of " + value):
                    program = "def do(text, x):\n    names = {'x': x}\n    exec(text, names)\n    r = names['result']\n"
                    program += "    return None if r is None or callable(r) or type(r) is tuple else 'leak %r' % (r,)\ndef is_own(r): return False"
                    self.assertIn(outcome(test % (inside, value), program), ("passed",))

    def test_a_callback_after_its_call(self):
        program = "kept = []\ndef keep(f): kept.append(f)\ndef use(): return kept[0](1)"
        self.assertEqual(outcome("keep(lambda x: x + 1)\nassert use() == 2", program), "passed")

    def test_threads_of_the_program(self):
        program = """
import threading
def run(f, n):
    results = []
    threads = [threading.Thread(target=lambda i=i: results.append(f(i))) for i in range(n)]
    for t in threads: t.start()
    for t in threads: t.join()
    return sorted(results)
def late(f):
    def body():
        import time
        time.sleep(0.05)
        try: f(1)
        except BaseException: pass
    threading.Thread(target=body).start()
    return 1
"""
        self.assertEqual(outcome("assert run(lambda i: i * i, 8) == [i * i for i in range(8)]", program), "passed")
        self.assertEqual(outcome("import time\nassert late(lambda i: i) == 1\ntime.sleep(0.1)\nassert late(id) == 1", program), "passed")


class Hostile(Table):
    def test_a_program_that_goes(self):
        for body in ("import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)", "import os; os.close(4); os.close(3)"):
            with self.subTest(body):
                self.assertEqual(outcome("f()", "def f():\n    " + body), "program_gone")
                self.assertEqual(outcome("try: f()\nexcept: pass", "def f():\n    " + body), "program_gone")
                self.assertEqual(outcome("f()", body), "program_gone")

    def test_a_program_that_cannot_be_loaded(self):
        for program, words in (("def f(:", "SyntaxError"), ("1/0", "ZeroDivisionError"), ("import sys; sys.exit(0)", "SystemExit")):
            with self.subTest(program):
                got, message, ended, _ = check(program, "f()")
                self.assertEqual((got, ended.code), ("program_gone", 1))
                self.assertIn(words, message)
                self.assertIn(words, ended.stderr.decode())

    def test_garbage(self):
        for data in (
            "b''", "b'garbage' * 100", "(5).to_bytes(4, 'big') + b'VT'", "(1 << 31).to_bytes(4, 'big')", "m(b'V')", "m(b'Vs9:abc')", "m(b'Vl5:N')",
            "m(b'Vr0;')", "m(b'Vr-1;')", "m(b'VK1;')", "m(b'VJ1;')", "m(b'Vg13:builtins.eval')", "m(b'Vg9:os.system')", "m(b'Vg4:os:_')", "m(b'VTT')",
            "m(b'V' + b'l1:' * 5000 + b'N')", "m(b'Vi' + b'f' * 900000 + b';')", "m(b'VS1:l0:')", "m(b'Vd1:l0:N')", "m(b'E')", "m(b'EN' + b't0:' + b's0:s0:i0;')",
            "m(b'Ex4:eval' + b't0:' * 2)", "m(b'G' + b's4:data')", "m(b'Z')", "m(b'Vo1,;')", "m(b'Vx3:int' + b't0:')", "m(b'Va' + b't1:N')", "m(b'Vw' + b'N')",
            "m(b'VR' + b't1:i5;')", "m(b'Vm' + b't1:s3:abc')", "m(b'VQ0:')", "m(b'Vq' + b't2:i1;i0;')", "m(b'Vf1e;')", "m(b's' * 100)", "m(b'VI3:a,,')",
            "m(b'P')", "m(b'H')", "m(b'L')", "m(b'Vs3:\\xff\\xff\\xff')", "m(b'Vc' + b't2:s1:1s1:2')", "m(b'V' + b'99999999999:')", "m(b'Vk77;') + m(b'Vi0;')",
            "m(b'Vk77;') + m(b'Vt1:t5:i77;s1:at1:i99;s0:F')", "m(b'Vb-1:')",
        ):  # fmt: skip
            program = "import os\ndef m(b): return len(b).to_bytes(4, 'big') + b\ndef f():\n    os.write(4, %s); os._exit(0)" % data
            with self.subTest(data):
                self.assertEqual(outcome("f()", program), "program_gone")

    def test_forged_answers_are_only_claims(self):
        program = "import os\ndef f():\n    d = b'Vi0x7;'\n    os.write(4, len(d).to_bytes(4, 'big') + d)\n    return 1"
        self.assertEqual(outcome("assert f() == 7\nassert f() == 7", program), "failed")

    def test_requests_that_the_test_never_offered(self):
        for request in ("b'Cg13:builtins.liststuple'", "m(b'Ct0:t0:t0:')", "m(b'Cg12:builtins.intt1:s1:5t0:')", "m(b'Mi5;s7:__len__t0:')"):
            program = "import os\ndef m(b): return len(b).to_bytes(4, 'big') + b\ndef f():\n    os.write(4, %s)\n    return 3" % request
            with self.subTest(request):
                self.assertIn(outcome("assert f() == 4", program), ("program_gone", "failed", "program_raised"))

    def test_a_flood_of_requests_ends(self):
        program = "import os\nd = b'R' + b't0:'\nd = (len(d).to_bytes(4, 'big') + d) * 10000\ndef f():\n    while True: os.write(4, d)"
        short = build([("SERVED = 3 * 10**6", "SERVED = 30000")])
        self.assertEqual(check(program, "f()", bundles=short)[0], "program_gone")

    def test_output_and_input_are_not_the_protocol(self):
        program = "import sys\nprint('x' * 100000)\ndef f():\n    print('y')\n    return sys.stdin.read()"
        got, _, ended, test = check(program, "print('z')\nassert f() == ''")
        self.assertEqual((got, len(ended.stdout), test.stdout), ("passed", 100003, b""))

    def test_a_program_that_patches_python(self):
        program = "import builtins, os\nfor n in ('len', 'isinstance', 'repr', 'type', 'str', 'id'): setattr(builtins, n, lambda *a: 1/0)\ndef f(x): return x"
        self.assertIn(outcome("assert f([1]) == [1]", program), ("passed", "program_raised", "program_gone"))
        self.assertNotEqual(outcome("assert f([1]) == [2]", program), "passed")

    def test_the_end_is_the_programs(self):
        _, _, ended, _ = check("import atexit, os\natexit.register(os._exit, 4)\ndef f(): pass", "f()")
        self.assertEqual(ended.code, 4)


class Random(unittest.TestCase):
    def test_seeded(self):
        program = "seen = []\ndef f(x):\n    print(x)\n    return x"
        outputs = set()
        for test, prelude in (("import random\nf(random.random())", 0), ("f(random.random())", 1), ("from random import random\nf(random())", 1)):
            for seed in (1, 1, 2):
                outputs.add((seed, check(program, test, prelude, seed)[2].stdout))
        self.assertEqual(len(outputs), 2)


if __name__ == "__main__":
    unittest.main()
