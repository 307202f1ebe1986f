import os
print(os.getpid(), os.getuid(), os.getgid(), os.geteuid(), os.getegid(), os.getgroups(), os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid())
print(os.sched_getaffinity(0) == os.sched_getaffinity(os.getpid()), os.uname().nodename, os.nice(0))
