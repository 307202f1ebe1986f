// Warm interpreters: processes that have started a language's interpreter once, in a root like that of its runs, and fork
// each program from there (the script they run is the judge's; init hands them requests, start.c).
//
// An interpreter never runs a program itself. What it forks joins the namespaces of a run's init, which takes three
// capabilities over the launcher's namespaces and no others; those the program loses when it joins. It lives as long as the launcher.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

#define REQUESTS 3
#define SETTINGS 4
#define NEEDED_LAYERS                                                                                                 \
  (KLEAR_LAYER_USER | KLEAR_LAYER_PID | KLEAR_LAYER_MOUNT | KLEAR_LAYER_IPC | KLEAR_LAYER_UTS | KLEAR_LAYER_ROOT |    \
   KLEAR_LAYER_PROC)

struct interpreter {
  struct interpreter *next;
  uint64_t id;
  pid_t pid;  // 0 once it has ended
  int socket;
  int streams;  // reading end of its output, which nobody reads: a pipe without one would end it
};

static struct interpreter *interpreters;

// ---- in the process that becomes one --------------------------------------------------------------------------------

// setns(2) on a pid namespace, on a mount namespace, and on those of another process.
static int keep_rights(void) {
  static const int kept[] = {CAP_SYS_ADMIN, CAP_SYS_CHROOT, CAP_SYS_PTRACE};
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++) data[0].permitted |= 1u << kept[i];
  for (int capability = 0; capability <= 63; capability++) {
    if (capability < 32 && data[0].permitted & (1u << capability)) continue;
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EINVAL) return -1;
  }
  data[0].effective = data[0].inheritable = data[0].permitted;
  if (syscall(SYS_capset, &header, data) != 0) return -1;
  for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++)
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, kept[i], 0, 0) != 0) return -1;
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

// A root as its runs have, but for /proc: an ordinary user may not mount that outside a pid namespace of its own.
static int enter_root(const struct launcher *launcher, const struct run_request *request) {
  struct launcher like = *launcher;
  uint32_t layers = 0, stage = 0;
  like.layers &= ~(KLEAR_LAYER_PROC | KLEAR_LAYER_USER);
  if (roots_enter(&like, &request->head, &layers, &stage) != 0) return -1;
  if (mkdir("/box/work", 0755) != 0 || mkdir("/box/tmp", 0777) != 0 || chdir("/box/work") != 0) return -1;
  int work = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return work < 0 ? -1 : files_unpack(work, request, geteuid(), getegid());
}

static void become(const struct launcher *launcher, struct run_request *request, int socket, int settings, int output)
    __attribute__((noreturn));
static void become(const struct launcher *launcher, struct run_request *request, int socket, int settings, int output) {
  pid_t parent = getppid();
  struct sigaction normal = {.sa_handler = SIG_DFL};
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < 65; number++) sigaction(number, &normal, NULL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  // When memory is short a run goes first: it inherits this, and the judge goes on cold without us.
  (void)write_string_at(launcher->proc, "self/oom_score_adj", "1000");
  if (setsid() < 0 || enter_root(launcher, request) != 0) _exit(1);
  socket = fcntl(socket, F_DUPFD, INIT_DESCRIPTOR_BASE);
  settings = fcntl(settings, F_DUPFD, INIT_DESCRIPTOR_BASE);
  if (dup2(output, 1) < 0 || dup2(output, 2) < 0 || dup2(launcher->null_device, 0) < 0 || dup2(socket, REQUESTS) < 0 ||
      dup2(settings, SETTINGS) < 0)
    _exit(1);
  syscall(SYS_close_range, SETTINGS + 1u, ~0u, 0u);
  umask(022);
  struct rlimit no_core = {0, 0};
  if (setrlimit(RLIMIT_CORE, &no_core) != 0 || keep_rights() != 0) _exit(1);
  // Cleared by changes of rights, so it comes last; a launcher that has died by now would never end us.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent) _exit(1);
  execve(request->arguments[0], request->arguments, request->environment);
  _exit(127);
}

// ---- in the launcher ------------------------------------------------------------------------------------------------

static int settings_file(const struct launcher *launcher, const struct klear_run_request *head) {
  const struct sock_fprog *filter = &launcher->profiles[head->profile_index];
  size_t page = (size_t)getpagesize(), code_size;
  const void *code = enter_code(&code_size);
  if (code_size == 0) return errno = ENOTSUP, -1;
  struct klear_warm_settings settings = {
      .version = KLEAR_WIRE_VERSION,
      .code_size = (code_size + page - 1) / page * page,
      .filter_length = launcher->layers & KLEAR_LAYER_SECCOMP ? filter->len : 0,
      .work_directory = "/box/work"};
  size_t size = settings.filter_length * sizeof(struct sock_filter);
  off_t at = (off_t)settings.code_size;
  int file = memfd_create("settings", MFD_CLOEXEC);
  if (file < 0) return -1;
  if (pwrite(file, code, code_size, 0) == (ssize_t)code_size &&
      pwrite(file, &settings, sizeof settings, at) == sizeof settings &&
      pwrite(file, filter->filter, size, at + (off_t)sizeof settings) == (ssize_t)size)
    return file;
  close(file);
  return -1;
}

static void close_all(const int *descriptors, int count) {
  for (int i = 0; i < count; i++)
    if (descriptors[i] >= 0) close(descriptors[i]);
}

// Starts one; it is ready when it is, requests wait for it. 0, or -1 and errno.
int interpreter_start(const struct launcher *launcher, struct run_request *request) {
  if ((launcher->layers & NEEDED_LAYERS) != NEEDED_LAYERS) return errno = ENOTSUP, -1;
  int ends[5] = {-1, -1, -1, -1, -1};  // ours and its socket, reading and writing end of its output, settings
  struct interpreter *started = calloc(1, sizeof *started);
  pid_t pid = -1;
  if (started && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0 && pipe2(ends + 2, O_CLOEXEC) == 0 &&
      (ends[4] = settings_file(launcher, &request->head)) >= 0)
    pid = (pid_t)syscall(SYS_clone, CLONE_NEWNS | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == 0) become(launcher, request, ends[1], ends[4], ends[3]);
  int error = errno;
  close_all(ends + 3, 2);
  if (ends[1] >= 0) close(ends[1]);
  if (pid < 0) {
    if (ends[0] >= 0) close(ends[0]);
    if (ends[2] >= 0) close(ends[2]);
    free(started);
    return errno = error, -1;
  }
  *started = (struct interpreter){interpreters, request->head.run_id, pid, ends[0], ends[2]};
  interpreters = started;
  return 0;
}

// Where an interpreter takes requests, or -1.
int interpreter_socket(uint64_t id) {
  for (struct interpreter *one = interpreters; one; one = one->next)
    if (one->id == id && one->pid > 0) return one->socket;
  return -1;
}

void interpreter_ended(pid_t pid) {
  for (struct interpreter *one = interpreters; one; one = one->next)
    if (one->pid == pid) {
      one->pid = 0;
      close(one->socket);
      close(one->streams);
    }
}

void interpreters_end(void) {
  for (struct interpreter *one = interpreters; one; one = one->next)
    if (one->pid > 0) {
      kill(one->pid, SIGKILL);
      waitpid(one->pid, NULL, 0);
      interpreter_ended(one->pid);
    }
}
