f = open(1, "w", closefd=False)
f.write("flushed by the finalizer")
