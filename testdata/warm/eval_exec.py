print(eval("1 + 2"), eval(input()))
exec("def g(x): return x * 2")
print(g(4), sorted(k for k in locals() if not k.startswith("_")))
