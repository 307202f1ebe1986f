/// The lists that the profiles are made of, by what they are for. Names that a machine lacks are passed over.
enum SystemCalls {
  static let files = [
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "open",
    "openat", "openat2", "creat", "close", "close_range", "stat", "fstat", "lstat", "newfstatat", "statx", "statfs",
    "fstatfs", "lseek", "access", "faccessat", "faccessat2", "dup", "dup2", "dup3", "fcntl", "flock", "fsync",
    "fdatasync", "truncate", "ftruncate", "fallocate", "fadvise64", "readahead", "getdents", "getdents64", "getcwd",
    "chdir", "fchdir", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "link", "linkat", "unlink",
    "unlinkat", "symlink", "symlinkat", "readlink", "readlinkat", "chmod", "fchmod", "fchmodat", "fchmodat2", "umask",
    "utime", "utimes", "utimensat", "futimesat", "mknod", "mknodat", "getxattr", "lgetxattr", "fgetxattr", "listxattr",
    "llistxattr", "flistxattr", "copy_file_range", "sendfile", "splice", "tee",
  ]

  static let memory = [
    "munmap", "mprotect", "mremap", "msync", "madvise", "brk", "mincore", "mlock", "mlock2", "munlock", "mlockall",
    "munlockall", "membarrier", "mseal", "pkey_alloc", "pkey_free", "pkey_mprotect",
  ]

  static let memoryFiles = ["memfd_create"]

  /// System V shared memory.
  static let segments = ["shmget", "shmat", "shmdt", "shmctl"]

  static let processes = [
    "fork", "vfork", "execve", "execveat", "exit", "exit_group", "wait4", "waitid", "kill", "tkill", "tgkill",
    "getpid", "gettid", "getppid", "getpgid", "getpgrp", "setpgid", "getsid", "setsid", "getuid", "getgid", "geteuid",
    "getegid", "getresuid", "getresgid", "getgroups", "capget", "uname", "getrlimit", "setrlimit", "prlimit64",
    "getrusage", "sysinfo", "times", "getcpu", "sched_yield", "sched_getaffinity", "sched_setaffinity",
    "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min",
    "sched_rr_get_interval", "getpriority", "setpriority", "arch_prctl", "set_tid_address", "set_robust_list",
    "get_robust_list", "futex", "futex_waitv", "futex_wake", "futex_wait", "futex_requeue", "rseq", "rt_sigaction",
    "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "rt_sigsuspend", "rt_sigqueueinfo",
    "rt_tgsigqueueinfo", "sigaltstack", "restart_syscall", "pidfd_open", "pidfd_send_signal", "getrandom",
  ]

  static let time = [
    "time", "gettimeofday", "clock_gettime", "clock_getres", "nanosleep", "clock_nanosleep", "pause", "alarm",
    "getitimer", "setitimer", "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete",
    "timerfd_create", "timerfd_settime", "timerfd_gettime",
  ]

  static let pipes = [
    "pipe", "pipe2", "poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait",
    "epoll_pwait", "epoll_pwait2", "eventfd", "eventfd2", "signalfd", "signalfd4", "sendto", "recvfrom", "sendmsg",
    "recvmsg", "sendmmsg", "recvmmsg", "shutdown", "getsockname", "getpeername", "getsockopt", "setsockopt",
  ]

  static let watching = ["inotify_init", "inotify_init1", "inotify_add_watch", "inotify_rm_watch"]

  static let fileAttributes = ["chown", "fchown", "lchown", "fchownat", "sync_file_range"]

  /// Sockets that could reach anything: refused as access, which programs handle like a missing network.
  static let sockets = ["socket", "connect", "bind", "listen", "accept", "accept4"]

  /// Known calls that a program may try and live without.
  static let notPermitted = [
    "acct", "adjtimex", "capset", "chroot", "chown", "fchown", "lchown", "fchownat", "clock_adjtime", "clock_settime",
    "fanotify_init", "fanotify_mark", "get_mempolicy", "getpmsg", "inotify_init", "inotify_init1", "io_cancel",
    "io_destroy", "io_getevents", "io_pgetevents", "io_setup", "io_submit", "io_uring_enter", "io_uring_register",
    "io_uring_setup", "ioperm", "iopl", "ioprio_get", "ioprio_set", "kcmp", "landlock_add_rule",
    "landlock_create_ruleset", "landlock_restrict_self", "lookup_dcookie", "mbind", "memfd_secret", "migrate_pages",
    "modify_ldt", "move_pages", "mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive", "mq_timedsend",
    "mq_unlink", "msgctl", "msgget", "msgrcv", "msgsnd", "name_to_handle_at", "nfsservctl", "open_by_handle_at",
    "perf_event_open", "pidfd_getfd", "process_madvise", "process_mrelease", "quotactl", "quotactl_fd",
    "removexattr", "lremovexattr", "fremovexattr", "sched_setattr", "sched_setparam", "sched_setscheduler", "seccomp",
    "semctl", "semget", "semop", "semtimedop", "set_mempolicy", "set_mempolicy_home_node", "setdomainname",
    "setfsgid", "setfsuid", "setgid", "setgroups", "sethostname", "setregid", "setresgid", "setresuid", "setreuid",
    "settimeofday", "setuid", "setxattr", "lsetxattr", "fsetxattr", "swapoff", "swapon", "sync", "syncfs", "_sysctl",
    "syslog", "sysfs", "uselib", "userfaultfd", "ustat", "vhangup", "vmsplice",
  ]

  /// No honest answer to a contest problem makes one of these.
  static let fatal = [
    "ptrace", "process_vm_readv", "process_vm_writev", "bpf", "kexec_load", "kexec_file_load", "init_module",
    "finit_module", "delete_module", "create_module", "reboot", "mount", "umount", "umount2", "pivot_root",
    "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "setns", "unshare",
    "keyctl", "add_key", "request_key",
  ]

  private static let namespaceFlags: UInt64 = 0x7E02_0080  // CLONE_NEW*: NS, CGROUP, UTS, IPC, USER, PID, NET, TIME

  /// Terminal and file controls that libraries use to look, none that changes a terminal.
  private static let harmlessControls: [UInt64] = [
    0x5401,  // TCGETS: isatty
    0x540F,  // TIOCGPGRP
    0x5413,  // TIOCGWINSZ
    0x541B,  // FIONREAD
    0x5421,  // FIONBIO
    0x5450,  // FIONCLEX
    0x5451,  // FIOCLEX
    0x802C_542A,  // TCGETS2
    0x4004_9409,  // FICLONE: cp
  ]

  /// What the conditions below leave out is refused as its kind is: namespaces and filters EPERM, sockets EACCES.
  private static let refusals: [SeccompProfile.Condition] =
    (0..<64).map { UInt64(1) << $0 }.filter { namespaceFlags & $0 != 0 }.map {
      .refused(call: "clone", argument: 0, mask: $0, equals: $0, errorNumber: 1)
    }
    + (0...15).filter { $0 != 1 && $0 != 5 }.map {
      .refused(call: "socketpair", argument: 1, mask: 0xF, equals: $0, errorNumber: 13)
    } + [.refused(call: "prctl", argument: 0, mask: 0xFFFF_FFFF, equals: 22, errorNumber: 1)]

  static let conditions: [SeccompProfile.Condition] =
    [
      // clone3 hides its flags behind a pointer: it does not exist here, and libc falls back to clone.
      .masked(call: "clone", argument: 0, mask: namespaceFlags, equals: 0),
      // AF_UNIX streams and packets only: a datagram socket could send to any socket file that it can see.
      .pair(call: "socketpair", first: 1, mask: 0xF, second: 1),
      .pair(call: "socketpair", first: 1, mask: 0xF, second: 5),
      .differs(call: "prctl", argument: 0, from: 22),  // PR_SET_SECCOMP
      .masked(call: "personality", argument: 0, mask: 0xFFFF_FFFF, equals: 0),
      .masked(call: "personality", argument: 0, mask: 0xFFFF_FFFF, equals: 0xFFFF_FFFF),
    ] + refusals + harmlessControls.map { .masked(call: "ioctl", argument: 1, mask: 0xFFFF_FFFF, equals: $0) }
}
