"""Values, copies and names between test code and a program in another process."""

import unittest

from assert_table import PROGRAM, Table, outcome
from harness import check


class Values(Table):
    def test_both_ways_by_type(self):
        values = (
            "None",
            "True",
            "12",
            "-10**3000",
            "2**64",
            "1.5",
            "-0.0",
            "float('inf')",
            "1+2j",
            "'\\u00e9\\ud800'",
            "b'\\0'",
            "[]",
            "[1, [2.5], ()]",
            "(1, (2,))",
            "{}",
            "{1: {'a': [None]}, (1, 2): 3}",
            "set()",
            "{1, 'a', (2,)}",
            "frozenset([1])",
            "bytearray(b'xy')",
            "[1] * 30",
            "[1.5] * 30",
            "[True, 1, 1.0] * 5",
            "Decimal('1.10')",
            "Decimal('NaN')",
            "Fraction(-1, 3)",
            "date(2020, 2, 29)",
            "time(1, 2, 3, 4)",
            "datetime(2020, 1, 2, 3, 4, 5, 6)",
            "datetime(2020, 1, 2, tzinfo=timezone(timedelta(hours=2)))",
            "timedelta(1, 2, 3)",
            "deque([1, [2]])",
            "deque([1, 2, 3], 2)",
            "Counter('aab')",
            "OrderedDict([(2, 1), (1, 2)])",
            "defaultdict(list, {1: [2]})",
            "...",
            "NotImplemented",
            "int",
            "Counter",
            "[list, ValueError]",
        )
        test = "from collections import *\nfrom decimal import *\nfrom fractions import *\nfrom datetime import *\n"
        for value in values:
            test += "got = identity(%s)\n" % value
            test += "assert type(got) is type(%s) and (got == %s or repr(got) == repr(%s)), %r\n" % ((value,) * 4)
            test += "assert kind(%s) == type(%s).__name__\n" % (value, value)
        program = (
            PROGRAM
            + "from collections import *\nfrom decimal import *\nfrom fractions import *\nfrom datetime import *\n"
        )
        self.every("passed", [test], program=program)

    def test_details(self):
        self.every(
            "passed",
            (
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
            ),
        )

    def test_what_is_too_deep_or_too_large(self):
        self.every(
            "not_plain",
            (
                "do('result = []\\nfor i in range(1100): result = [result]')",
                "make('10**1100000')",
                "make('\"a\" * (65 << 20)')",
            ),
        )

    def test_depth_of_a_thousand(self):
        program = "def f(n):\n    x = []\n    for i in range(n - 1): x = [x]\n    return x"
        test = "x = f(%d)\nn = 1\nwhile x: x = x[0]; n += 1\nassert n == %d"
        self.assertEqual(outcome(test % (990, 990), program), "passed")

    def test_tuples_for_test_code_made_from_json(self):
        for test, usual in (
            ("assert make('(1, [2, (3,)])') == [1, [2, [3]]]", "failed"),
            ("assert [1] == make('(1,)')", "failed"),
            ("assert make('(1,)') == (1,)", "passed"),
            (
                "assert make('[(1, 2)]') == [[1, 2]] and {make('(1,)'): 2}[(1,)] == 2 and kind(make('(1,)')) == 'tuple'",
                "failed",
            ),
            ("assert make('(1,)') != [1]", "passed"),
            ("assert make('(1,)') == [2]", "failed"),
            ("a = [1]; a.append(a); assert identity(a) is a", "passed"),
        ):
            with self.subTest(test):
                self.assertEqual(outcome(test), usual)
                lenient = "failed" if "!=" in test or "[2]" in test[-5:] else "passed"
                self.assertEqual(check(PROGRAM, test, options=("json",))[0], lenient)


class CopyBack(Table):
    def test_in_place(self):
        self.every(
            "passed",
            (
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
            ),
        )


class Names(Table):
    def test_what_the_program_defines(self):
        self.every(
            "passed",
            (
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
            ),
            program=PROGRAM + "def set_limit(x):\n    global LIMIT\n    LIMIT = x\n",
        )

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
            ("assert abs(f(1) - 7) < 1", 0),
            ("assert not isclose(f(1), f(1) + 5) and isclose(f(1), 7)", 1),
            ("assert fabs(f(1) - 7) < 1", 1),
            ("assert sorted(f(1)) == sorted([5])", 0),
            ("assert set(f(1)) == set([9])", 1),
            ("assert math.fabs(f(1) - 7) < 1", 1),
            ("import math\nassert math.isclose(f(1), 7)", 0),
            ("def check(c): assert abs(c(1) - 7) < 1\ncheck(f)", 0),
        ):
            with self.subTest(test):
                self.assertEqual(outcome(test, "def f(x): return [x] if x == 9 else 0" + cheat, prelude), "failed")

    def test_humaneval_form(self):
        test = "METADATA = {}\n\n\ndef check(candidate):\n    assert candidate([1], 2) == 3\n    assert True, 'x'\n\ncheck(f)\n"
        self.assertEqual(outcome(test, "def f(a, b): return a[0] + b"), "passed")
        self.assertEqual(outcome(test, "def f(a, b): return a[0] - b"), "failed")
        self.assertEqual(outcome(test, "def g(a, b): return a[0] - b"), "no_such_name")


class Random(unittest.TestCase):
    def test_seeded(self):
        program = "seen = []\ndef f(x):\n    print(x)\n    return x"
        outputs = set()
        for test, prelude in (
            ("import random\nf(random.random())", 0),
            ("f(random.random())", 1),
            ("from random import random\nf(random())", 1),
        ):
            for seed in (1, 1, 2):
                outputs.add((seed, check(program, test, prelude, seed)[2].stdout))
        self.assertEqual(len(outputs), 2)


if __name__ == "__main__":
    unittest.main()
