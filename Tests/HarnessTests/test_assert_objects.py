"""Objects, exceptions and callbacks between test code and a program in another process."""

import unittest

from assert_table import PROGRAM, Table, outcome
from harness import build, check


class Objects(Table):
    def test_use(self):
        self.every(
            "passed",
            (
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
                "n = Node(1); assert n == n and hash(n) == hash(n) and n != Node(1)",
                "it = iter(numbers(3)); assert next(it) == 0 and list(it) == [1, 2] and list(it) == []",
                "import itertools\nassert list(itertools.islice(endless(), 3)) == [1, 1, 1]",
                "assert list(make('zip([1], [2])')) == [(1, 2)] and list(make('range(3)')) == [0, 1, 2]",
                "Vector.count = 10; Vector(1); assert Vector.count == 11",
                "import copy\nl = [1]; assert copy.deepcopy(identity(l)) == [1]",
                "o = make('object()'); assert o == o and o != make('object()') and {o: 1}[o] == 1 and o",
                "for i in range(3000): assert Vector(i).first == i",
            ),
        )

    def test_nothing_is_equal_to_test_data(self):
        program = PROGRAM + "def f(x): return Cheat()\ndef g(x): return CheatInt(3)\n"
        self.every(
            "failed",
            (
                "assert f(1) == 5",
                "assert 5 == f(1)",
                "assert not f(1) != 5",
                "assert f(1) == [1]",
                "assert [f(1)] == [1]",
                "assert f(1) in [1, 2]",
                "assert f(1) < 3",
                "assert 3 > f(1)",
                "assert abs(f(1) - 5) < 1",
                "assert 5 - f(1) == 0",
                "assert 5 in f(1)",
                "assert {f(1)} == {5}",
                "assert f(1) == None",
                "assert (f(1), 1) == (2, 1)",
                "assert isinstance(5, f(1))",
                "assert g(1) == 5",
                "assert g(1) == 3",
                "import math\nassert math.isclose(f(1), 5)",
                "from decimal import Decimal\nassert f(1) == Decimal(5)",
                "assert {5: 1}[f(1)] == 1",
            ),
            program=program,
        )

    def test_what_is_not_offered(self):
        self.every("not_plain", ("class Child(Vector): pass",))
        self.every("failed", ("import copy\ncopy.copy(Vector(1))",))

    def test_long_iterators_end(self):
        short = build([("PULLS = 10**6", "PULLS = 1000")])
        self.assertEqual(check(PROGRAM, "assert len(list(numbers(1001))) == 1001", bundles=short)[0], "not_plain")
        self.assertEqual(check(PROGRAM, "assert len(list(numbers(1000))) == 1000", bundles=short)[0], "passed")


class Exceptions(Table):
    def test_types(self):
        self.every(
            "passed",
            (
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
            ),
        )

    def test_what_ends_the_test(self):
        self.every(
            "program_raised",
            (
                "fail(3)",
                "assert do('1/0')",
                "do('assert False')",
                "do('raise SystemExit(0)')",
                "do('raise BaseException')",
                "identity()",
                "Vector(1).nothing",
                "try: fail(1)\nexcept KeyError: pass",
                "try: fail(1)\nfinally: pass",
                "do('raise KeyboardInterrupt')",
            ),
        )
        self.every(
            "failed",
            (
                "assert identity(1) == 2",
                "identity(1)\n1/0",
                "identity(1)\nundefined_here = [][1]",
                "import sys\nidentity(1)\nsys.exit(0)",
                "try: fail(1)\nexcept ValueError: raise KeyError(1)",
                "def g(): assert False\napply(g)",
                "identity(1)\nimport no_such_module",
                "try: fail(1)\nexcept ValueError as e: assert e.code == 2",
                "class Own(Exception): pass\ndef g(): raise Own\napply(g)",
            ),
        )
        self.every(
            "not_started",
            # That the program was asked which names it has (neg is also the prelude's) starts nothing.
            ("import no_such_module\nneg(1)", "assert (", "import no_such_module", "1/0", "x = '\0'", "import sys\nsys.exit(0)", "assert False"),
        )

    def test_messages(self):
        _, message, _, _ = check(PROGRAM, "x = 1\nfail(31)\n")
        self.assertIn('File "main.py"', message)
        self.assertIn("Mistake: code 31", message)
        _, message, _, _ = check(PROGRAM, "x = 1\nassert identity(1) == 2, 'why'\n")
        self.assertIn('File "test_code.py", line 2', message)
        self.assertIn("AssertionError: why", message)


class Callbacks(Table):
    def test_functions_and_objects_of_the_test(self):
        self.every(
            "passed",
            (
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
            ),
        )

    def test_the_inside_of_the_test_stays_closed(self):
        program = (
            "def look(x, name):\n    try: return repr(getattr(x, name))\n    except AttributeError: return 'refused'"
        )
        inside = "__globals__ __code__ __closure__ __defaults__ __self__ __func__ gi_frame gi_code _x __dict__ nothing"
        test = "class T:\n    _x = 3\n    def m(self): pass\n"
        test += "for name in '%s'.split():\n" % inside
        for value in ("lambda: 7", "T()", "T().m", "(i for i in ())", "[].append"):
            test += "    assert look(%s, name) == 'refused', name\n" % value
        test += "assert look(T, '_x') == 'refused'\n"
        self.every("passed", (test,), program=program)

    def test_a_callback_after_its_call(self):
        program = "kept = []\ndef keep(f): kept.append(f)\ndef use(): return kept[0](1)"
        self.assertEqual(outcome("keep(lambda x: x + 1)\nassert use() == 2", program), "passed")

    def test_calls_within_calls(self):
        program = "def down(f, n): return f(n - 1) if n else 0"
        test = "def up(n): return 1 + down(up, n)\nassert up(%d) == %d"
        self.assertEqual(outcome(test % (50, 51), program), "passed")
        self.assertEqual(outcome(test % (900, 901), program, prelude=1), "passed")
        self.assertIn(outcome(test % (5000, 5001), program, prelude=1), ("program_raised", "failed"))

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
        self.assertEqual(
            outcome("import time\nassert late(lambda i: i) == 1\ntime.sleep(0.1)\nassert late(id) == 1", program),
            "passed",
        )


if __name__ == "__main__":
    unittest.main()
