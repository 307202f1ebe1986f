import atexit
atexit.register(int, "x")
atexit.register(print, "still")
print("program")
