import os
for fd in range(3, 300):
    try:
        os.fstat(fd)
        print("open", fd)
    except OSError:
        pass
print([os.fstat(fd).st_mode >> 12 for fd in range(3)])
