import os
pid = os.fork()
if pid == 0:
    print("child")
else:
    print(os.waitpid(pid, 0)[1], "parent")
