"""Bundles the harness for one interpreter: `python3 -s kj_build.py SOURCES OUT`, once when the judge finds the tool.

Writes OUT/kj_call, kj_lcb, kj_program, kj_test and kj_warm as `.py` and `.pyc`. Each is self-contained: the sandboxed
interpreter runs with `-P` and would not find a second file by import. The `.pyc` spares each test the 3 to 8 ms that
compiling the harness takes; it fits only the interpreter that made it, so its version belongs in the key of a cache.
"""

import os
import py_compile
import sys

BUNDLES = {
    "kj_call": ("kj_load.py", "kj_frames.py", "kj_call.py"),
    "kj_lcb": ("kj_load.py", "kj_frames.py", "kj_results.py", "kj_lcb.py"),
    "kj_program": ("kj_load.py", "kj_values.py", "kj_proxy.py", "kj_wire.py", "kj_program.py"),
    "kj_test": ("kj_load.py", "kj_values.py", "kj_proxy.py", "kj_wire.py", "kj_test.py"),
    "kj_warm": ("kj_warm.py",),
}


def prelude_names(prelude):
    """Module → the names that are its at the end of the prelude, as this interpreter binds them.

    `*` stands for the modules themselves. Names that end up as builtins are left out: they are found without it.
    """
    namespace = {"__builtins__": __builtins__}
    table = {}
    for statement in prelude.splitlines():
        words = statement.split()
        before = dict(namespace)
        exec(statement, namespace)
        if words[0] == "from":
            owner = words[1]
            # A star import binds anew what it finds bound to the same object: the last one counts.
            changed = {name: owner for name in exported(sys.modules[owner])}
        else:
            changed = {name: "*" for name in namespace if namespace[name] is not before.get(name)}
            changed.update({words[1]: "*"} if words[0] == "import" else {})
        table.update(changed)
    modules = {}
    for name, owner in sorted(table.items()):
        if owner != "builtins" and name != "__builtins__":
            modules.setdefault(owner, []).append(name)
    return {owner: " ".join(names) for owner, names in modules.items()}


def exported(module):
    return getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]


def main(sources, out):
    loader = {}
    with open(os.path.join(sources, "kj_load.py"), encoding="utf-8") as file:
        exec(compile(file.read(), "kj_load.py", "exec"), loader)
    depth = sys.getrecursionlimit()
    table = prelude_names(loader["PRELUDE"])
    sys.setrecursionlimit(depth)
    for name, parts in BUNDLES.items():
        path = os.path.join(out, name + ".py")
        with open(path, "w", encoding="utf-8") as bundle:
            for part in parts:
                with open(os.path.join(sources, part), encoding="utf-8") as file:
                    bundle.write(file.read())
                if part == "kj_load.py":
                    bundle.write("\n\nPRELUDE_NAMES = %r\n\n\n" % table)
        py_compile.compile(path, path + "c", dfile=name + ".py", doraise=True, optimize=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
