"""The prelude bound name by name is the prelude executed whole, for the interpreter that the bundle is made for."""

import subprocess
import unittest

from harness import BUNDLES, COMMAND

COMPARE = """
import ast, sys
found = {}
for node in ast.parse(open(sys.argv[1]).read()).body:
    # The assignments that lead to PRELUDE and its table, and no more: executing the bundle would serve a call.
    names = {getattr(t, "id", None) for t in getattr(node, "targets", [getattr(node, "target", None)])}
    if names & {"_star", "PRELUDE", "PRELUDE_NAMES", "PRELUDE_DEPTH"}:
        exec(compile(ast.Module([node], []), "bundle", "exec"), found)
whole = {"__builtins__": __builtins__}
exec(found["PRELUDE"], whole)
table = {name: module for module, names in found["PRELUDE_NAMES"].items() for name in names.split()}
assert sys.getrecursionlimit() == found["PRELUDE_DEPTH"]
assert len(table) > 300, len(table)
for name, value in whole.items():
    if name in table:
        other = __import__(name) if table[name] == "*" else getattr(__import__(table[name]), name)
        assert other is value or other == value, (name, table[name])
    else:
        assert name == "__builtins__" or getattr(__builtins__, name) is value, name
print(len(set(table) - set(whole)))
"""


class PreludeTable(unittest.TestCase):
    def test_every_name_is_what_the_whole_prelude_binds(self):
        run = subprocess.run(
            COMMAND + ["-c", COMPARE, BUNDLES + "/kj_call.py"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
        self.assertEqual((run.returncode, run.stdout.strip(), run.stderr), (0, b"0", b""))


if __name__ == "__main__":
    unittest.main()
