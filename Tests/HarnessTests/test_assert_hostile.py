"""Programs that go away, send garbage, forge, flood or patch: the test code is never fooled."""

import unittest

from assert_table import Table, outcome
from harness import build, check


class Hostile(Table):
    def test_a_program_that_goes(self):
        for body in (
            "import os; os._exit(0)",
            "import os; os.kill(os.getpid(), 9)",
            "import os; os.close(4); os.close(3)",
        ):
            with self.subTest(body):
                self.assertEqual(outcome("f()", "def f():\n    " + body), "program_gone")
                self.assertEqual(outcome("try: f()\nexcept: pass", "def f():\n    " + body), "program_gone")
                self.assertEqual(outcome("f()", body), "program_gone")

    def test_a_program_that_cannot_be_loaded(self):
        for program, words in (
            ("def f(:", "SyntaxError"),
            ("1/0", "ZeroDivisionError"),
            ("import sys; sys.exit(0)", "SystemExit"),
        ):
            with self.subTest(program):
                got, message, ended, _ = check(program, "f()")
                self.assertEqual((got, ended.code), ("program_gone", 1))
                self.assertIn(words, message)
                self.assertIn(words, ended.stderr.decode())

    def test_garbage(self):
        for data in (
            "b''",
            "b'garbage' * 100",
            "(5).to_bytes(4, 'big') + b'VT'",
            "(1 << 31).to_bytes(4, 'big')",
            "m(b'V')",
            "m(b'Vs9:abc')",
            "m(b'Vl5:N')",
            "m(b'Vr0;')",
            "m(b'Vr-1;')",
            "m(b'VK1;')",
            "m(b'VJ1;')",
            "m(b'Vg13:builtins.eval')",
            "m(b'Vg9:os.system')",
            "m(b'Vg4:os:_')",
            "m(b'VTT')",
            "m(b'V' + b'l1:' * 5000 + b'N')",
            "m(b'Vi' + b'f' * 900000 + b';')",
            "m(b'VS1:l0:')",
            "m(b'Vd1:l0:N')",
            "m(b'E')",
            "m(b'EN' + b't0:' + b's0:s0:i0;')",
            "m(b'Ex4:eval' + b't0:' * 2)",
            "m(b'G' + b's4:data')",
            "m(b'Z')",
            "m(b'Vo1,;')",
            "m(b'Vx3:int' + b't0:')",
            "m(b'Va' + b't1:N')",
            "m(b'Vw' + b'N')",
            "m(b'VR' + b't1:i5;')",
            "m(b'Vm' + b't1:s3:abc')",
            "m(b'VQ0:')",
            "m(b'Vq' + b't2:i1;i0;')",
            "m(b'Vf1e;')",
            "m(b's' * 100)",
            "m(b'VI3:a,,')",
            "m(b'P')",
            "m(b'H')",
            "m(b'L')",
            "m(b'Vs3:\\xff\\xff\\xff')",
            "m(b'Vc' + b't2:s1:1s1:2')",
            "m(b'V' + b'99999999999:')",
            "m(b'Vk77;') + m(b'Vi0;')",
            "m(b'Vk77;') + m(b'Vt1:t5:i77;s1:at1:i99;s0:F')",
            "m(b'Vb-1:')",
        ):
            program = (
                "import os\ndef m(b): return len(b).to_bytes(4, 'big') + b\ndef f():\n    os.write(4, %s); os._exit(0)"
                % data
            )
            with self.subTest(data):
                self.assertEqual(outcome("f()", program), "program_gone")

    def test_forged_answers_are_only_claims(self):
        program = "import os\ndef f():\n    d = b'Vi0x7;'\n    os.write(4, len(d).to_bytes(4, 'big') + d)\n    return 1"
        self.assertEqual(outcome("assert f() == 7\nassert f() == 7", program), "failed")

    def test_requests_that_the_test_never_offered(self):
        for request in (
            "b'Cg13:builtins.liststuple'",
            "m(b'Ct0:t0:t0:')",
            "m(b'Cg12:builtins.intt1:s1:5t0:')",
            "m(b'Mi5;s7:__len__t0:')",
        ):
            program = (
                "import os\ndef m(b): return len(b).to_bytes(4, 'big') + b\ndef f():\n    os.write(4, %s)\n    return 3"
                % request
            )
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


if __name__ == "__main__":
    unittest.main()
