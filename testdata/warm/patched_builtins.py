import builtins
builtins.print = lambda *a: __import__("sys").stdout.write("patched %r\n" % (a,))
print(1)
del builtins.len
