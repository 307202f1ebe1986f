for line in open("/proc/self/status"):
    if line.split(":")[0] in ("Name", "State", "Uid", "Gid", "Groups", "NSpid", "Threads", "SigQ", "SigPnd", "SigBlk", "SigIgn", "SigCgt", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp"):
        print(line, end="")
import os
print(sorted(os.listdir("/proc/self/fd")))
print(open("/proc/self/oom_score_adj").read(), open("/proc/self/mem", "rb") is not None)
