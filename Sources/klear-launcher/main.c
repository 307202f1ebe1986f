// klear-launcher: starts sandboxed runs for one judge.
//
// Theory of operation
//
//   judge (Swift, many threads, large)
//     │ control socket: configuration, then one request a run          ┌ run socket: cancel ─► ◄─ report
//   launcher (this process, one thread, small, leaves the host's root) │
//     ├─ init of run 1 (pid 1 of its namespaces) ──────────────────────┘
//     │    └─ the program and whatever it starts
//     └─ init of run 2 …
//
// - The judge never forks: copying its page tables costs up to 73 ms. It sends a request with the descriptors of the
//   run (standard streams, files, run socket) and from then on speaks with the run's init alone.
// - The launcher makes the run's cgroups, clones init into new namespaces and writes its id maps; these need rights
//   outside. Mounting, files, the program's start, limits and the report are init's (init.c), in parallel for all runs.
// - Who ends whom: a run ends when its program ends, a limit is passed, a command arrives or its run socket closes.
//   If the judge dies, the control socket closes: the launcher kills every init (and with each pid namespace all in
//   it), removes the cgroups and ends. If the launcher dies, each init gets SIGKILL (parent-death signal); without pid
//   namespaces init watches the run socket instead, because its own death would set the tree free.
// - A failed step is a fault: {stage, errno} travels to the judge on the run socket. It is never a verdict.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

struct live_run {
  struct live_run *next;
  pid_t init;  // 0 once reaped: only its folder and cgroups are left to remove
  bool has_folder;
  uint64_t run_id;
  uint32_t id;  // of its programs, where each run has its own
  struct run_cgroup cgroup;
};

static struct launcher launcher;
static struct klear_hello hello;
static struct live_run *runs;

// ---- start ----------------------------------------------------------------------------------------------------------

static bool load_profile(int descriptor, struct sock_fprog *program) {
  struct stat status;
  if (fstat(descriptor, &status) != 0 || status.st_size <= 0 || status.st_size % sizeof(struct sock_filter) != 0)
    return false;
  program->len = (unsigned short)((size_t)status.st_size / sizeof(struct sock_filter));
  program->filter = malloc((size_t)status.st_size);
  return program->filter && pread(descriptor, program->filter, (size_t)status.st_size, 0) == status.st_size;
}

static void configure(void) {
  static char message[KLEAR_MAX_MESSAGE];
  int descriptors[KLEAR_MAX_DESCRIPTORS];
  unsigned count;
  size_t length;
  struct klear_configuration configuration;
  if (wire_receive(launcher.control, message, sizeof message, &length, descriptors, &count) != 0 ||
      length < sizeof configuration)
    _exit(2);
  memcpy(&configuration, message, sizeof configuration);
  const char *path = message + sizeof configuration;
  const char *zero = memchr(path, 0, length - sizeof configuration);
  if (configuration.version != KLEAR_WIRE_VERSION || !zero || configuration.root_count > KLEAR_MAX_ROOTS ||
      configuration.profile_count > KLEAR_MAX_PROFILES || configuration.cgroup_count > 3 ||
      configuration.has_aside_group > 1 ||
      count != configuration.cgroup_count + configuration.has_aside_group + configuration.profile_count ||
      (size_t)(zero - path) >= sizeof launcher.state_directory)
    _exit(2);
  strcpy(launcher.state_directory, path);
  launcher.forbidden = configuration.forbidden_layers;
  launcher.outer_uid = configuration.outer_uid;
  launcher.outer_gid = configuration.outer_gid;
  launcher.cgroup_version = configuration.cgroup_version;
  launcher.cgroup_present = configuration.cgroup_present;
  launcher.root_count = configuration.root_count;
  for (int i = 0, next = 0; i < 3; i++) {
    bool used = launcher.cgroup_version == 2 ? i == 0 : (configuration.cgroup_present & (1u << i)) != 0;
    launcher.cgroup_directories[i] = used && next < (int)configuration.cgroup_count ? descriptors[next++] : -1;
  }
  const int *filters = descriptors + configuration.cgroup_count + configuration.has_aside_group;
  launcher.aside_group = configuration.has_aside_group ? descriptors[configuration.cgroup_count] : -1;
  for (unsigned i = 0; i < configuration.profile_count; i++) {
    if (load_profile(filters[i], &launcher.profiles[i])) {
      launcher.profile_count++;
    } else {
      hello.stage = KLEAR_STAGE_SECCOMP;
      hello.error = (uint32_t)errno;
    }
    close(filters[i]);
  }
  if (launcher.proc < 0 || launcher.null_device < 0) {
    hello.stage = KLEAR_STAGE_DESCRIPTORS;
    hello.error = ENOENT;
  }
  launcher.state = open(launcher.state_directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  hello.version = KLEAR_WIRE_VERSION;
  launcher.root_entries = zero + 1;
  launcher.root_entries_length = length - (size_t)(zero + 1 - message);
  probe_machine(&launcher, &hello);
  hello.ok = hello.stage == 0;
  // The judge waits for this; without it, it must see us end.
  if (wire_send(launcher.control, &hello, sizeof hello, -1) != 0 || !hello.ok) _exit(1);
}

// ---- runs -----------------------------------------------------------------------------------------------------------

static void refuse(int run_socket, enum klear_stage stage, int error) {
  struct klear_run_report report = {
      .version = KLEAR_WIRE_VERSION, .fault_stage = stage, .fault_errno = error, .layers = launcher.layers};
  wire_send(run_socket, &report, sizeof report, -1);
}

// False when it could not be tried.
static bool remove_tree(const char *name) {
  pid_t child = fork();
  if (child < 0) return false;
  if (child > 0) return waitpid(child, NULL, 0) == child;
  char path[600];
  snprintf(path, sizeof path, "%s/%s", launcher.state_directory, name);
  execl("/bin/sh", "sh", "-c", KLEAR_REMOVE_SCRIPT, "sh", path, (char *)NULL);
  _exit(1);
}

// Without a root of its own a run works in a folder of the host's, which only we may make: inside its user namespace
// the run's init is nobody here.
static int make_folder(struct live_run *run) {
  char name[32];
  if (launcher.layers & KLEAR_LAYER_ROOT) return 0;
  snprintf(name, sizeof name, "run-%llu", (unsigned long long)run->run_id);
  if (mkdirat(launcher.state, name, 0711) != 0) return -1;
  run->has_folder = true;
  return geteuid() == 0 ? fchownat(launcher.state, name, launcher.outer_uid, launcher.outer_gid, 0) : 0;
}

static void remove_folder(struct live_run *run) {
  char name[32];
  snprintf(name, sizeof name, "run-%llu", (unsigned long long)run->run_id);
  if (run->has_folder && remove_tree(name)) run->has_folder = false;
}

// An id that no run under way has. False when all are taken.
static bool take_identity(struct live_run *starting) {
  if (!launcher.run_identities) return true;
  for (uint32_t id = launcher.first_run_id; id < launcher.first_run_id + RUN_IDS; id++) {
    bool taken = false;
    for (const struct live_run *run = runs; run && !taken; run = run->next) taken = run->init > 0 && run->id == id;
    if (taken) continue;
    launcher.outer_uid = launcher.outer_gid = starting->id = id;
    return true;
  }
  return false;
}

static enum klear_stage clone_init(struct live_run *run, struct run_request *request) {
  int go[2];
  if (pipe2(go, O_CLOEXEC) != 0) return KLEAR_STAGE_CLONE;
  enum klear_stage failed = KLEAR_STAGE_NONE;
  pid_t init = fork_into(clone_flags(launcher.layers));
  if (init == 0) {
    close(go[1]);
    init_main(&launcher, request, &run->cgroup, go[0]);
  }
  if (init > 0) run->init = init;
  if (init < 0) failed = KLEAR_STAGE_CLONE;
  else if (launcher.layers & KLEAR_LAYER_USER && map_ids(&launcher, init) != 0) failed = KLEAR_STAGE_ID_MAP;
  else if (write(go[1], "x", 1) != 1) failed = KLEAR_STAGE_CLONE;
  // An init that is not let go sees the end of this pipe, and ends.
  int error = errno;
  close(go[0]);
  close(go[1]);
  errno = error;
  return failed;
}

// Everything that the launcher does for a run; names the first step that fails.
static enum klear_stage prepare_and_clone(struct live_run *run, struct run_request *request) {
  if (!take_identity(run)) return errno = EAGAIN, KLEAR_STAGE_CREDENTIALS;
  if (make_folder(run) != 0) return KLEAR_STAGE_WORK_DIRECTORY;
  if (cgroup_take(&launcher, &request->head, &run->cgroup) != 0) return KLEAR_STAGE_CGROUP;
  return clone_init(run, request);
}

static void start_run(struct run_request *request) {
  if (request->head.flags & KLEAR_RUN_INTERPRETER) {
    if (interpreter_start(&launcher, request) != 0) refuse(request->run_socket, KLEAR_STAGE_WARM, errno);
    return;
  }
  if (request->head.interpreter != 0) {
    request->interpreter = interpreter_socket(request->head.interpreter);
    if (request->interpreter < 0) return refuse(request->run_socket, KLEAR_STAGE_WARM, ESRCH);
  }
  struct live_run *run = calloc(1, sizeof *run);
  if (!run) return refuse(request->run_socket, KLEAR_STAGE_CLONE, ENOMEM);
  run->run_id = request->head.run_id;
  enum klear_stage failed = prepare_and_clone(run, request);
  if (failed) refuse(request->run_socket, failed, errno);
  run->next = runs;
  runs = run;
}

static void receive_request(bool *judge_gone) {
  static char message[KLEAR_MAX_MESSAGE];
  int descriptors[KLEAR_MAX_DESCRIPTORS];
  unsigned count;
  size_t length;
  if (wire_receive(launcher.control, message, sizeof message, &length, descriptors, &count) != 0) {
    *judge_gone = errno != EMSGSIZE;
    return;
  }
  if (length == 0) {
    *judge_gone = true;
    return;
  }
  uint64_t received_ns = monotonic_ns();
  struct run_request request;
  if (request_parse(message, length, descriptors, count, &launcher, &request) == 0) {
    request.received_ns = received_ns;
    start_run(&request);
    request_release(&request);
  } else if (count > 0) {
    refuse(descriptors[0], KLEAR_STAGE_REQUEST, errno);
  }
  for (unsigned i = 0; i < count; i++) close(descriptors[i]);
}

static void reap_inits(void) {
  int status;
  pid_t child;
  while ((child = waitpid(-1, &status, WNOHANG)) > 0) {
    interpreter_ended(child);
    for (struct live_run *run = runs; run; run = run->next)
      if (run->init == child) run->init = 0;
  }
}

// Removes what ended runs have left; true when nothing is left to remove now.
static bool sweep(void) {
  bool clean = cgroups_tidy(&launcher);
  for (struct live_run **link = &runs; *link;) {
    struct live_run *run = *link;
    if (run->init == 0) remove_folder(run);
    if (run->init == 0 && !run->has_folder && cgroup_give_back(&launcher, &run->cgroup) == 0) {
      *link = run->next;
      free(run);
      continue;
    }
    if (run->init == 0) clean = false;
    link = &run->next;
  }
  return clean;
}

static void end_all(void) {
  // Without pid namespaces each init sees its run socket close and kills its own tree.
  if (launcher.layers & KLEAR_LAYER_PID)
    for (struct live_run *run = runs; run; run = run->next)
      if (run->init > 0) kill(run->init, SIGKILL);
  for (int round = 0; runs && round < 2000; round++) {
    reap_inits();
    sweep();
    if (runs) usleep(1000);
  }
}

int main(void) {
  launcher.control = KLEAR_CONTROL_DESCRIPTOR;
  launcher.processor_count = get_nprocs();
  setsid();
  umask(022);
  prctl(PR_SET_NAME, "klear-launcher");
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  launcher.proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  launcher.null_device = open("/dev/null", O_RDWR | O_CLOEXEC);
  fcntl(launcher.control, F_SETFD, FD_CLOEXEC);

  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &children, NULL);
  signal(SIGPIPE, SIG_IGN);
  int signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  int events = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event control = {.events = EPOLLIN, .data.fd = launcher.control};
  struct epoll_event child = {.events = EPOLLIN, .data.fd = signals};
  if (launcher.proc < 0 || signals < 0 || events < 0 ||
      epoll_ctl(events, EPOLL_CTL_ADD, launcher.control, &control) != 0 ||
      epoll_ctl(events, EPOLL_CTL_ADD, signals, &child) != 0)
    return 2;
  configure();

  bool judge_gone = false, clean = true;
  while (!judge_gone) {
    struct epoll_event ready;
    int count = epoll_wait(events, &ready, 1, clean ? -1 : 5);
    if (count > 0 && ready.data.fd == signals) {
      struct signalfd_siginfo info;
      (void)!read(signals, &info, sizeof info);
      reap_inits();
    }
    if (count > 0 && ready.data.fd == launcher.control) receive_request(&judge_gone);
    clean = sweep();
  }
  end_all();
  interpreters_end();
  cgroups_end(&launcher);
  return 0;
}
