import atexit
atexit.register(print, "registered first, runs last")
atexit.register(lambda: print("runs first"))
print("program")
