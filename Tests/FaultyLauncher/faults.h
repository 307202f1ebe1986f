// The launcher with a fault that can be planted at any of its calls: each source of klear-launcher is compiled again
// behind this header. Which call fails, and how many were made, stands in a file that the test maps and writes.
#ifndef KLEAR_FAULTS_H
#define KLEAR_FAULTS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
// All that the launcher includes comes first, so that only its own calls meet the macros below.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Counts a call; true, with errno set, when it is the one that must fail.
bool fault_is_due(const char *call);

#define OR_FAULT(call, failure) (fault_is_due(#call) ? (failure) : (call))

#define calloc(...) OR_FAULT(calloc(__VA_ARGS__), NULL)
#define chdir(...) OR_FAULT(chdir(__VA_ARGS__), -1)
#define dup2(...) OR_FAULT(dup2(__VA_ARGS__), -1)
#define epoll_create1(...) OR_FAULT(epoll_create1(__VA_ARGS__), -1)
#define epoll_ctl(...) OR_FAULT(epoll_ctl(__VA_ARGS__), -1)
#define execve(...) OR_FAULT(execve(__VA_ARGS__), -1)
#define fchdir(...) OR_FAULT(fchdir(__VA_ARGS__), -1)
#define fchown(...) OR_FAULT(fchown(__VA_ARGS__), -1)
#define fchownat(...) OR_FAULT(fchownat(__VA_ARGS__), -1)
#define fcntl(...) OR_FAULT(fcntl(__VA_ARGS__), -1)
#define fdopendir(...) OR_FAULT(fdopendir(__VA_ARGS__), NULL)
#define fork(...) OR_FAULT(fork(__VA_ARGS__), -1)
#define fstat(...) OR_FAULT(fstat(__VA_ARGS__), -1)
#define ioctl(...) OR_FAULT(ioctl(__VA_ARGS__), -1)
#define malloc(...) OR_FAULT(malloc(__VA_ARGS__), NULL)
#define mkdir(...) OR_FAULT(mkdir(__VA_ARGS__), -1)
#define mkdirat(...) OR_FAULT(mkdirat(__VA_ARGS__), -1)
#define mknod(...) OR_FAULT(mknod(__VA_ARGS__), -1)
#define mount(...) OR_FAULT(mount(__VA_ARGS__), -1)
#define open(...) OR_FAULT(open(__VA_ARGS__), -1)
#define openat(...) OR_FAULT(openat(__VA_ARGS__), -1)
#define pipe2(...) OR_FAULT(pipe2(__VA_ARGS__), -1)
#define ppoll(...) OR_FAULT(ppoll(__VA_ARGS__), -1)
#define prctl(...) OR_FAULT(prctl(__VA_ARGS__), -1)
#define pread(...) OR_FAULT(pread(__VA_ARGS__), -1)
#define readlinkat(...) OR_FAULT(readlinkat(__VA_ARGS__), -1)
#define recvmsg(...) OR_FAULT(recvmsg(__VA_ARGS__), -1)
#define sendfile(...) OR_FAULT(sendfile(__VA_ARGS__), -1)
#define sendmsg(...) OR_FAULT(sendmsg(__VA_ARGS__), -1)
#define setgroups(...) OR_FAULT(setgroups(__VA_ARGS__), -1)
#define sethostname(...) OR_FAULT(sethostname(__VA_ARGS__), -1)
#define setresgid(...) OR_FAULT(setresgid(__VA_ARGS__), -1)
#define setresuid(...) OR_FAULT(setresuid(__VA_ARGS__), -1)
#define setns(...) OR_FAULT(setns(__VA_ARGS__), -1)
#define setrlimit(...) OR_FAULT(setrlimit(__VA_ARGS__), -1)
#define setsid(...) OR_FAULT(setsid(__VA_ARGS__), -1)
#define signalfd(...) OR_FAULT(signalfd(__VA_ARGS__), -1)
#define symlink(...) OR_FAULT(symlink(__VA_ARGS__), -1)
#define syscall(...) OR_FAULT(syscall(__VA_ARGS__), -1)
#define umount2(...) OR_FAULT(umount2(__VA_ARGS__), -1)
#define unlinkat(...) OR_FAULT(unlinkat(__VA_ARGS__), -1)
#define unshare(...) OR_FAULT(unshare(__VA_ARGS__), -1)
#define write(...) OR_FAULT(write(__VA_ARGS__), -1)

#endif
