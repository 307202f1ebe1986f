// Becoming the process of a run, from within a warm interpreter.
//
// Done by the interpreter's own language these steps would touch some two hundred pages of its heap, each of which has to
// be copied first: more than all the rest costs. So the code between fork and program is here, in a section of its own
// that the launcher copies into the file that each interpreter maps (interpreters.c). It has no data, calls nothing but
// the kernel and the C library's fork, and fits the interpreter's process whatever that is linked with. The loop that
// serves requests is here for the same reason.
//
// What it does, and in which order, is what program.c does between clone and exec.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

#include "launcher.h"

#define DUPLICATE_AT_LEAST 0  // F_DUPFD
#define INLINE static inline __attribute__((always_inline))

// An optimiser may put constants elsewhere, or call memset: this code must not refer to anything outside of itself.
#ifdef __clang__
#define SELF_CONTAINED __attribute__((section("klear_enter"), used, no_stack_protector, noinline, optnone))
#else
#define SELF_CONTAINED __attribute__((section("klear_enter"), used, no_stack_protector, noinline, optimize("O0")))
#endif

#if defined(__x86_64__)
// A system call of up to four arguments; further ones are zero.
INLINE long kernel(long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  long result;
  register uint64_t fourth __asm__("r10") = d;
  register uint64_t fifth __asm__("r8") = 0;
  register uint64_t sixth __asm__("r9") = 0;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
INLINE long kernel(long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  register long call __asm__("x8") = number;
  register uint64_t first __asm__("x0") = a;
  register uint64_t second __asm__("x1") = b;
  register uint64_t third __asm__("x2") = c;
  register uint64_t fourth __asm__("x3") = d;
  register uint64_t fifth __asm__("x4") = 0;
  register uint64_t sixth __asm__("x5") = 0;
  __asm__ volatile("svc 0"
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(sixth)
                   : "memory");
  return (long)first;
}
#else
#define NO_WARM_START
#endif

#ifdef NO_WARM_START

const void *enter_code(size_t *size) { return *size = 0, NULL; }

#else

#define ADDRESS(thing) ((uint64_t)(uintptr_t)(thing))

#define WARM_REQUESTS 3u
#define WARM_CHILDREN 500u

struct warm_child {
  long pid;
  int channel, watched;
};

// What the interpreter sets aside for this code; WARM_MEMORY_BYTES of klear_wire.h has room for it.
struct warm_memory {
  uint64_t length;  // of the message
  char message[KLEAR_MAX_MESSAGE];
  char control[CMSG_SPACE(sizeof(int) * KLEAR_MAX_DESCRIPTORS)];
  struct warm_child children[WARM_CHILDREN];
  struct pollfd watched[WARM_CHILDREN + 1];
};
_Static_assert(sizeof(struct warm_memory) <= KLEAR_WARM_MEMORY_BYTES, "the interpreter sets too little aside");

INLINE void tell(int channel, uint32_t stage, long error) {
  struct klear_start_record record;
  record.stage = stage;
  record.error = (int32_t)error;
  record.listener = -1;
  kernel(SYS_write, (uint64_t)channel, ADDRESS(&record), sizeof record, 0);
}

INLINE uint64_t now(void) {
  struct timespec time;
  kernel(SYS_clock_gettime, CLOCK_MONOTONIC, ADDRESS(&time), 0, 0);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

#define TRY(call, stage)                            \
  do {                                              \
    long outcome = (call);                          \
    if (outcome < 0) {                              \
      tell(channel, stage, -outcome);               \
      kernel(SYS_exit_group, 127, 0, 0, 0);         \
    }                                               \
  } while (0)

INLINE long send_start(int channel, int listener, const uint64_t *moments) {
  struct klear_start_record record;
  struct iovec part;
  struct msghdr message;
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  record.stage = KLEAR_STAGE_NONE;
  record.error = 0;
  record.listener = -1;
  record.forked_ns = moments[0];
  record.joined_ns = moments[1];
  record.confined_ns = moments[2];
  part.iov_base = &record;
  part.iov_len = sizeof record;
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(sizeof(int));
  *(int *)(control.room + CMSG_LEN(0)) = listener;
  message.msg_name = NULL;
  message.msg_namelen = 0;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = listener < 0 ? NULL : control.room;
  message.msg_controllen = listener < 0 ? 0 : sizeof control.room;
  message.msg_flags = 0;
  return kernel(SYS_sendmsg, (uint64_t)channel, ADDRESS(&message), MSG_NOSIGNAL, 0);
}

// Closes all above 2 that is not one of `numbers`.
INLINE void close_others(const uint64_t *numbers, uint64_t count) {
  for (uint64_t low = 3; low <= 0xFFFFFFFFu;) {
    uint64_t kept = 0x100000000u;
    for (uint64_t i = 0; i < count; i++)
      if (numbers[i] >= low && numbers[i] < kept) kept = numbers[i];
    if (kept > low) kernel(SYS_close_range, low, kept - 1, 0, 0);
    low = kept + 1;
  }
}

INLINE void become_run(const struct klear_warm_request *request, const int *descriptors,
                       const struct klear_warm_settings *settings) {
  int channel = descriptors[0];
  const int *attached = descriptors + 5;
  const int *passed = attached + request->attach_count + request->has_ruleset;
  const uint64_t *limits = (const uint64_t *)(request + 1);
  const uint64_t *numbers = limits + 2 * request->limit_count;
  int moved[KLEAR_MAX_DESCRIPTORS];
  uint64_t moments[3];
  moments[0] = now();
  // First, so that all that comes is charged to the run.
  char zero = '0';
  for (uint64_t i = 0; i < request->attach_count; i++)
    TRY(kernel(SYS_write, (uint64_t)attached[i], ADDRESS(&zero), 1, 0), KLEAR_STAGE_ATTACH);
  TRY(kernel(SYS_setns, (uint64_t)descriptors[1], request->namespaces, 0, 0), KLEAR_STAGE_WARM);
  TRY(kernel(SYS_setsid, 0, 0, 0, 0), KLEAR_STAGE_FORK);
  TRY(kernel(SYS_chdir, ADDRESS(settings->work_directory), 0, 0, 0), KLEAR_STAGE_WORK_DIRECTORY);
  for (uint64_t i = 0; i < 3; i++)
    TRY(kernel(SYS_dup3, (uint64_t)descriptors[2 + i], i, 0, 0), KLEAR_STAGE_DESCRIPTORS);
  // Out of the way of the numbers that the program will see.
  long high = kernel(SYS_fcntl, (uint64_t)channel, DUPLICATE_AT_LEAST, INIT_DESCRIPTOR_BASE, 0);
  TRY(high, KLEAR_STAGE_DESCRIPTORS);
  channel = (int)high;
  long ruleset = -1;
  if (request->has_ruleset) {
    ruleset = kernel(SYS_fcntl, (uint64_t)passed[-1], DUPLICATE_AT_LEAST, INIT_DESCRIPTOR_BASE, 0);
    TRY(ruleset, KLEAR_STAGE_DESCRIPTORS);
  }
  for (uint64_t i = 0; i < request->descriptor_count; i++) {
    high = kernel(SYS_fcntl, (uint64_t)passed[i], DUPLICATE_AT_LEAST, INIT_DESCRIPTOR_BASE, 0);
    TRY(high, KLEAR_STAGE_DESCRIPTORS);
    moved[i] = (int)high;
  }
  for (uint64_t i = 0; i < request->descriptor_count; i++)
    TRY(kernel(SYS_dup3, (uint64_t)moved[i], numbers[i], 0, 0), KLEAR_STAGE_DESCRIPTORS);
  moments[1] = now();
  TRY(kernel(SYS_setresgid, request->group_id, request->group_id, request->group_id, 0), KLEAR_STAGE_CREDENTIALS);
  TRY(kernel(SYS_setresuid, request->user_id, request->user_id, request->user_id, 0), KLEAR_STAGE_CREDENTIALS);
  for (uint64_t capability = 0; capability <= 63; capability++)
    if (kernel(SYS_prctl, PR_CAPBSET_DROP, capability, 0, 0) != 0) break;
  kernel(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0);
  struct __user_cap_header_struct header;
  struct __user_cap_data_struct none[2];
  header.version = _LINUX_CAPABILITY_VERSION_3;
  header.pid = 0;
  for (int i = 0; i < 2; i++) none[i].effective = none[i].permitted = none[i].inheritable = 0;
  TRY(kernel(SYS_capset, ADDRESS(&header), ADDRESS(none), 0, 0), KLEAR_STAGE_CREDENTIALS);
  TRY(kernel(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0), KLEAR_STAGE_CREDENTIALS);
  // As after an exec.
  kernel(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0);
  for (uint64_t i = 0; i < request->limit_count; i++) {
    uint64_t both[2];
    both[0] = both[1] = limits[2 * i + 1];
    TRY(kernel(SYS_prlimit64, 0, limits[2 * i], ADDRESS(both), 0), KLEAR_STAGE_RLIMITS);
  }
  if (ruleset >= 0) TRY(kernel(SYS_landlock_restrict_self, (uint64_t)ruleset, 0, 0, 0), KLEAR_STAGE_LANDLOCK);
  long listener = -1;
  if (settings->filter_length > 0) {
    struct sock_fprog filter;
    filter.len = (unsigned short)settings->filter_length;
    filter.filter = (struct sock_filter *)(settings + 1);
    listener = kernel(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, ADDRESS(&filter), 0);
    TRY(listener, KLEAR_STAGE_SECCOMP);
  }
  moments[2] = now();
  TRY(send_start(channel, (int)listener, moments), KLEAR_STAGE_SECCOMP);
  close_others(numbers, request->descriptor_count);
}

// Ends a child's bookkeeping: init is told how it ended.
INLINE void report_end(const struct warm_child *child) {
  struct rusage usage;
  struct klear_end_record record;
  int status = 0;
  kernel(SYS_wait4, (uint64_t)child->pid, ADDRESS(&status), 0, ADDRESS(&usage));
  record.status = (uint64_t)status;
  record.user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000u + (uint64_t)usage.ru_utime.tv_usec;
  record.system_us = (uint64_t)usage.ru_stime.tv_sec * 1000000u + (uint64_t)usage.ru_stime.tv_usec;
  record.resident_kib = (uint64_t)usage.ru_maxrss;
  // Init may have gone: then the run is over. A closed socket sends no signal to us with this flag.
  kernel(SYS_sendto, (uint64_t)child->channel, ADDRESS(&record), sizeof record, MSG_NOSIGNAL);
  kernel(SYS_close, (uint64_t)child->channel, 0, 0, 0);
}

// The child's pid, 0 in the child, which has become the run's process; negative when init has been told why not.
INLINE long fork_child(const struct klear_warm_request *request, const int *descriptors,
                       const struct klear_warm_settings *settings, pid_t (*fork_process)(void), int self) {
  int channel = descriptors[0];
  long result = kernel(SYS_setns, (uint64_t)descriptors[1], CLONE_NEWPID, 0, 0);
  if (result < 0) {
    tell(channel, KLEAR_STAGE_WARM, -result);
    return result;
  }
  pid_t child = fork_process();
  if (child == 0) {
    become_run(request, descriptors, settings);
    return 0;
  }
  if (child < 0) tell(channel, KLEAR_STAGE_FORK, EAGAIN);
  // No run's namespace outlives it for our sake.
  kernel(SYS_setns, (uint64_t)self, CLONE_NEWPID, 0, 0);
  return child;
}

// Receives one request into the memory that the interpreter has set aside; the number of descriptors, or -1 at the end.
INLINE long receive_request(struct warm_memory *memory) {
  struct iovec part;
  struct msghdr message;
  part.iov_base = memory->message;
  part.iov_len = sizeof memory->message;
  message.msg_name = NULL;
  message.msg_namelen = 0;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = memory->control;
  message.msg_controllen = sizeof memory->control;
  message.msg_flags = 0;
  long size = kernel(SYS_recvmsg, WARM_REQUESTS, ADDRESS(&message), 0, 0);
  if (size == -EINTR) return 0;
  if (size <= 0) return -1;
  memory->length = (uint64_t)size;
  const struct cmsghdr *header = (const struct cmsghdr *)(void *)memory->control;
  if (message.msg_controllen < sizeof *header || header->cmsg_type != SCM_RIGHTS) return 0;
  return (long)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
}

// Serves requests for as long as the launcher lives. Returns in the children alone, each time with the request in
// `memory`; the interpreter's own heap is not touched here, or it would have to be copied.
SELF_CONTAINED void serve(struct warm_memory *memory, const struct klear_warm_settings *settings,
                          pid_t (*fork_process)(void), int self) {
  uint64_t running = 0;
  for (;;) {
    memory->watched[0].fd = WARM_REQUESTS;
    // More than there is room for wait in the socket.
    memory->watched[0].events = running < WARM_CHILDREN ? POLLIN : 0;
    for (uint64_t i = 0; i < running; i++) {
      memory->watched[i + 1].fd = memory->children[i].watched;
      memory->watched[i + 1].events = POLLIN;
    }
    for (uint64_t i = 0; i <= running; i++) memory->watched[i].revents = 0;
    kernel(SYS_ppoll, ADDRESS(memory->watched), running + 1, 0, 0);
    for (uint64_t i = running; i > 0; i--) {
      if (memory->watched[i].revents == 0) continue;
      report_end(&memory->children[i - 1]);
      kernel(SYS_close, (uint64_t)memory->children[i - 1].watched, 0, 0, 0);
      running--;
      memory->children[i - 1].pid = memory->children[running].pid;
      memory->children[i - 1].channel = memory->children[running].channel;
      memory->children[i - 1].watched = memory->children[running].watched;
    }
    if (memory->watched[0].revents == 0) continue;
    long count = receive_request(memory);
    if (count < 0) kernel(SYS_exit_group, 0, 0, 0, 0);
    if (count < 5) continue;
    const int *descriptors = (const int *)(void *)(memory->control + CMSG_LEN(0));
    long child = fork_child((const struct klear_warm_request *)(void *)memory->message, descriptors, settings,
                            fork_process, self);
    if (child == 0) return;
    for (long i = child < 0 ? 0 : 1; i < count; i++) kernel(SYS_close, (uint64_t)descriptors[i], 0, 0, 0);
    if (child < 0) continue;
    memory->children[running].pid = child;
    memory->children[running].channel = descriptors[0];
    memory->children[running].watched = (int)kernel(SYS_pidfd_open, (uint64_t)child, 0, 0, 0);
    running++;
  }
}

extern const char __start_klear_enter[], __stop_klear_enter[];

// The code, which begins with `serve` and may be copied anywhere.
const void *enter_code(size_t *size) {
  *size = (size_t)(__stop_klear_enter - __start_klear_enter);
  return __start_klear_enter;
}

#endif
