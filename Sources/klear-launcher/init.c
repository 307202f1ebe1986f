// Init: pid 1 of a run. It builds the sandbox around itself, starts the program, watches its limits, and when the run
// ends, by whatever way, kills and reaps all that is left before it reports. The program can neither signal nor trace
// it: signals without a handler do not reach pid 1 from inside, and it is not dumpable.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

#define MILLISECOND 1000000u
// How long a limit can be overrun unnoticed at most; also how often the run delay of short-lived tasks is sampled.
#define LONGEST_CHECK_NS (100u * MILLISECOND)
#define POLLED_CHECK_NS (10u * MILLISECOND)
// Most programs have ended by then, and looking costs more than they do.
#define FIRST_CHECK_NS (2u * MILLISECOND)

struct supervisor run;

static void end_everything(void);

void stop_with_fault(enum klear_stage stage, int error) {
  // Without a pid namespace our end is not that of the program.
  if (run.program > 0 || run.channel >= 0) end_everything();
  run.report.fault_stage = stage;
  run.report.fault_errno = error;
  run.report.layers = run.layers;
  wire_send(run.request->run_socket, &run.report, sizeof run.report, -1);
  _exit(1);
}

void fault(enum klear_stage stage) { stop_with_fault(stage, errno); }

static void note(enum klear_moment moment) { run.report.moments_ns[moment] = monotonic_ns(); }

void note_start(const struct klear_start_record *record) {
  run.report.moments_ns[KLEAR_MOMENT_FORKED] = record->forked_ns;
  run.report.moments_ns[KLEAR_MOMENT_JOINED] = record->joined_ns;
  run.report.moments_ns[KLEAR_MOMENT_CONFINED] = record->confined_ns;
}

void move_up(int *descriptor) {
  if (*descriptor < 0) return;
  int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, INIT_DESCRIPTOR_BASE);
  if (moved < 0) fault(KLEAR_STAGE_DESCRIPTORS);
  close(*descriptor);
  *descriptor = moved;
}

// Keeps what init needs, out of the way of the numbers that the program will see, and closes the launcher's rest.
static void keep_descriptors(struct launcher *launcher, struct run_request *request, struct run_cgroup *cgroup,
                             int *go) {
  move_up(&request->run_socket);
  move_up(go);
  move_up(&launcher->proc);
  move_up(&launcher->state);
  move_up(&launcher->null_device);
  move_up(&request->interpreter);
  for (int i = 0; i < 3; i++) move_up(&request->standard[i]);
  for (uint32_t i = 0; i < request->head.file_count; i++) move_up(&request->files[i]);
  for (uint32_t i = 0; i < request->head.descriptor_count; i++) move_up(&request->passed[i]);
  for (int i = 0; i < cgroup->attach_count; i++) move_up(&cgroup->attach[i]);
  move_up(&cgroup->cpu_usage);
  move_up(&cgroup->cpu_user);
  move_up(&cgroup->cpu_system);
  move_up(&cgroup->memory_peak);
  move_up(&cgroup->memory_usage);
  move_up(&cgroup->memory_events);
  move_up(&cgroup->pids_events);
  move_up(&cgroup->aside);
  syscall(SYS_close_range, 0u, INIT_DESCRIPTOR_BASE - 1u, 0u);
  syscall(SYS_close_range, CGROUP_DESCRIPTOR_BASE, ~0u, 0u);
}

static void take_identity(void) {
  if (run.layers & KLEAR_LAYER_USER) {
    if (setresgid(SANDBOX_GID, SANDBOX_GID, SANDBOX_GID) != 0 || setresuid(SANDBOX_UID, SANDBOX_UID, SANDBOX_UID) != 0)
      fault(KLEAR_STAGE_ID_MAP);
    // No user namespace inside this one, even if the filter had a hole. /proc/sys is the host's, but this file counts
    // for the namespace of who opens it. Where /proc is masked the filter stands alone.
    (void)write_string_at(run.launcher->proc, "sys/user/max_user_namespaces", "0");
  }
  // Changing ids clears both. Without a pid namespace our death would set the tree free: there the run socket tells.
  bool guarded = run.layers & KLEAR_LAYER_PID ? prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0
                                              : prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
  if (!guarded || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) fault(KLEAR_STAGE_CREDENTIALS);
}

static void make_work_directory(void) {
  char name[32];
  uint32_t uid = run.layers & KLEAR_LAYER_USER ? SANDBOX_UID : run.launcher->outer_uid;
  uint32_t gid = run.layers & KLEAR_LAYER_USER ? SANDBOX_GID : run.launcher->outer_gid;
  bool chown_needed = !(run.layers & KLEAR_LAYER_USER) && geteuid() == 0;
  if (run.layers & KLEAR_LAYER_ROOT) {
    run.base = open("/box", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  } else {
    char folder[sizeof run.launcher->state_directory + sizeof name];
    snprintf(name, sizeof name, "run-%llu", (unsigned long long)run.request->head.run_id);
    run.base = openat(run.launcher->state, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    snprintf(folder, sizeof folder, "%s/%s", run.launcher->state_directory, name);
    place_words(run.request, folder);
  }
  if (run.base < 0 || mkdirat(run.base, "work", 0755) != 0 || mkdirat(run.base, "tmp", 01777) != 0)
    fault(KLEAR_STAGE_WORK_DIRECTORY);
  if (chown_needed && (fchownat(run.base, "work", uid, gid, 0) != 0 || fchownat(run.base, "tmp", uid, gid, 0) != 0))
    fault(KLEAR_STAGE_WORK_DIRECTORY);
  run.work = openat(run.base, "work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (run.work < 0) fault(KLEAR_STAGE_WORK_DIRECTORY);
  move_up(&run.base);
  move_up(&run.work);
  if (files_unpack(run.work, run.request, chown_needed ? uid : geteuid(), chown_needed ? gid : getegid()) != 0)
    fault(KLEAR_STAGE_FILES);
  for (uint32_t i = 0; i < run.request->head.file_count; i++) close(run.request->files[i]);
}

// ---- supervision ----------------------------------------------------------------------------------------------------

static bool measured_by_cgroup(void) { return run.layers & KLEAR_LAYER_CPU; }

static void sample(void) {
  tree_sample(&run.sample, run.own_proc >= 0);
  run.last_sample_ns = monotonic_ns();
  if (run.sample.resident_bytes > run.peak_sampled_bytes) run.peak_sampled_bytes = run.sample.resident_bytes;
}

static uint64_t cpu_now(void) {
  uint64_t cpu;
  if (measured_by_cgroup() && cgroup_cpu_usage(run.cgroup, &cpu)) return cpu;
  sample();
  return run.sample.cpu_ns;
}

// A run that has taken more than most gives way to those that begin: it goes on with little weight, and the judge,
// which may start another now, is told.
static void give_way(uint64_t cpu_ns) {
  uint64_t from_ns = run.request->head.set_aside_ns;
  if (from_ns == 0 || cpu_ns < from_ns) return;
  // Again with each look: what a program has forked meanwhile may have missed the first.
  aside_move(run.cgroup, run.own_proc);
  if (run.is_aside) return;
  run.is_aside = true;
  char note = KLEAR_NOTE_ASIDE;
  (void)send(run.request->run_socket, &note, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

// Past its CPU limit a run may go on for a while where it may have been the machine that was slow; what comes of it is
// for the judge to say.
static bool cpu_is_spent(uint64_t cpu_ns) {
  const struct klear_run_request *head = &run.request->head;
  if (cpu_ns <= head->cpu_limit_ns) return false;
  if (run.report.was_busy == 0 && head->cpu_grace_ns > 0 && processors_are_short(run.launcher)) run.report.was_busy = 1;
  return run.report.was_busy == 0 || cpu_ns > head->cpu_limit_ns + head->cpu_grace_ns;
}

// Checks every limit; returns the cause to stop for, or none and in `next_ns` when to look again.
static enum klear_cause check_limits(uint64_t *next_ns) {
  const struct klear_run_request *head = &run.request->head;
  uint64_t cpu = cpu_now();
  uint64_t wall = monotonic_ns() - run.started_ns;
  if (cgroup_oom_kills(run.cgroup) > 0) return KLEAR_CAUSE_MEMORY;
  if (!(head->flags & KLEAR_RUN_UNACCOUNTED) && !(run.layers & KLEAR_LAYER_MEMORY) &&
      run.sample.resident_bytes > head->memory_bytes)
    return KLEAR_CAUSE_MEMORY;
  if (cpu_is_spent(cpu)) return KLEAR_CAUSE_CPU;
  if (wall > head->overload_limit_ns) return KLEAR_CAUSE_OVERLOAD;
  uint64_t cpu_limit = head->cpu_limit_ns + (run.report.was_busy ? head->cpu_grace_ns : 0);
  if (head->set_aside_ns > cpu && head->set_aside_ns < cpu_limit) cpu_limit = head->set_aside_ns;
  uint64_t next = (cpu_limit - cpu) / (uint64_t)run.launcher->processor_count + MILLISECOND / 2;
  give_way(cpu);
  if (wall > head->idle_limit_ns) {
    sample();
    uint64_t busy = cpu + run.sample.run_delay_ns;
    uint64_t idle = wall > busy ? wall - busy : 0;
    run.report.run_delay_ns = run.sample.run_delay_ns;
    if (idle > head->idle_limit_ns) return KLEAR_CAUSE_IDLE;
    if (head->idle_limit_ns - idle + MILLISECOND < next) next = head->idle_limit_ns - idle + MILLISECOND;
  } else if (head->idle_limit_ns - wall + MILLISECOND < next) {
    next = head->idle_limit_ns - wall + MILLISECOND;
  }
  uint64_t longest = measured_by_cgroup() ? LONGEST_CHECK_NS : POLLED_CHECK_NS;
  *next_ns = next < longest ? next : longest;
  // Tasks that end between two looks take their run delay with them; a look a second keeps the sum near.
  if (measured_by_cgroup() && monotonic_ns() - run.last_sample_ns > 1000u * MILLISECOND) sample();
  return KLEAR_CAUSE_NONE;
}

static void record_ending(int status) {
  run.report.ending = WIFSIGNALED(status) ? KLEAR_ENDING_SIGNALED : KLEAR_ENDING_EXITED;
  run.report.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

// Reaps all that has ended; true once the program itself has.
static bool reap(void) {
  bool ended = false;
  int status;
  pid_t child;
  while ((child = waitpid(-1, &status, WNOHANG)) > 0) {
    if (child != run.program) continue;
    ended = true;
    record_ending(status);
  }
  return ended;
}

// The interpreter that forked the program waits for it, and says how it ended.
static void receive_end(void) {
  struct pollfd channel = {.fd = run.channel, .events = POLLIN};
  if (poll(&channel, 1, WARM_TIMEOUT_MS) != 1 ||
      recv(run.channel, &run.end, sizeof run.end, MSG_DONTWAIT) != sizeof run.end)
    run.end_is_unknown = true;
  else record_ending((int)run.end.status);
  close(run.channel);
  run.channel = -1;
}

// A call of the fatal list. It is recorded and never answered: the caller is killed where it waits.
static bool receive_violation(void) {
  union {
    struct seccomp_notif notification;
    char room[512];  // a newer kernel's is longer
  } received;
  memset(&received, 0, sizeof received);
  if (ioctl(run.listener, SECCOMP_IOCTL_NOTIF_RECV, &received) != 0) return false;
  run.report.syscall_number = received.notification.data.nr;
  run.report.syscall_arch = received.notification.data.arch;
  return true;
}

static enum klear_cause receive_command(void) {
  char command;
  ssize_t size = recv(run.request->run_socket, &command, 1, MSG_DONTWAIT);
  if (size == 1 && command == KLEAR_COMMAND_OUTPUT_LIMIT) return KLEAR_CAUSE_OUTPUT;
  if (size == 1 && command == KLEAR_COMMAND_REFUSED_OUTPUT) return KLEAR_CAUSE_REFUSED_OUTPUT;
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return KLEAR_CAUSE_NONE;
  return KLEAR_CAUSE_CANCELLED;
}

static enum klear_cause supervise(void) {
  enum { SIGNALS, COMMANDS, LISTENER, CHANNEL, WATCHED };
  struct pollfd watched[WATCHED] = {{.fd = run.signals, .events = POLLIN},
                                    {.fd = run.request->run_socket, .events = POLLIN},
                                    {.fd = run.listener, .events = POLLIN},
                                    {.fd = run.channel, .events = POLLIN}};
  uint64_t next_ns = FIRST_CHECK_NS;
  run.last_sample_ns = run.started_ns;
  for (bool first = true;; first = false) {
    enum klear_cause cause = first ? KLEAR_CAUSE_NONE : check_limits(&next_ns);
    if (cause != KLEAR_CAUSE_NONE) return cause;
    if (run.own_proc >= 0 && run.request->head.flags & KLEAR_RUN_PASS_ON_CLOSING)
      stream_release_closed(run.own_proc, &run.request->standard[1], &run.output_closed_ns);
    struct timespec timeout = {.tv_sec = 0, .tv_nsec = (long)next_ns};
    int ready = ppoll(watched, WATCHED, &timeout, NULL);
    if (ready < 0 && errno != EINTR) fault(KLEAR_STAGE_SUPERVISE);
    if (ready <= 0) continue;
    if (watched[LISTENER].revents & POLLIN && receive_violation()) return KLEAR_CAUSE_VIOLATION;
    if (watched[LISTENER].revents & (POLLHUP | POLLERR)) watched[LISTENER].fd = -1;
    if (watched[SIGNALS].revents & POLLIN) {
      struct signalfd_siginfo info;
      (void)!read(run.signals, &info, sizeof info);
      if (reap()) return KLEAR_CAUSE_NONE;
    }
    if (watched[CHANNEL].revents) {
      receive_end();
      return KLEAR_CAUSE_NONE;
    }
    if (watched[COMMANDS].revents) {
      cause = receive_command();
      if (cause != KLEAR_CAUSE_NONE) return cause;
    }
  }
}

static void end_everything(void) {
  bool own_namespace = run.layers & KLEAR_LAYER_PID;
  for (;;) {
    tree_kill(run.launcher, own_namespace);
    // All that have ended, before the next look: a look may cost more than a thousand of them.
    int status;
    pid_t child = waitpid(-1, &status, own_namespace ? 0 : WNOHANG);
    for (; child > 0; child = waitpid(-1, &status, WNOHANG))
      if (child == run.program) record_ending(status);
    if (child < 0 && errno == ECHILD) {
      if (run.channel < 0) return;
      // A warm program is no child of ours; what it leaves becomes one when it ends.
      receive_end();
      continue;
    }
    usleep(500);
  }
}

static void complete_report(enum klear_cause cause) {
  struct klear_run_report *report = &run.report;
  note(KLEAR_MOMENT_ENDED);
  report->wall_ns = report->moments_ns[KLEAR_MOMENT_ENDED] - run.started_ns;
  release_streams();
  if (run.request->head.flags & KLEAR_RUN_UNACCOUNTED || !measured_by_cgroup()) sample();
  end_everything();
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  report->user_ns = (uint64_t)usage.ru_utime.tv_sec * 1000000000u + (uint64_t)usage.ru_utime.tv_usec * 1000u;
  report->system_ns = (uint64_t)usage.ru_stime.tv_sec * 1000000000u + (uint64_t)usage.ru_stime.tv_usec * 1000u;
  report->user_ns += run.end.user_us * 1000u;
  report->system_ns += run.end.system_us * 1000u;
  report->cpu_ns = report->user_ns + report->system_ns;
  if (run.sample.cpu_ns > report->cpu_ns) report->cpu_ns = run.sample.cpu_ns;
  uint64_t resident_kib = (uint64_t)usage.ru_maxrss;
  if (run.end.resident_kib > resident_kib) resident_kib = run.end.resident_kib;
  report->peak_memory_bytes = resident_kib * 1024u;
  if (run.peak_sampled_bytes > report->peak_memory_bytes) report->peak_memory_bytes = run.peak_sampled_bytes;
  cgroup_final(run.cgroup, report);
  // A limit passed between the last look and the end counts as if it had been seen.
  if (cause == KLEAR_CAUSE_NONE && report->oom_kills > 0) cause = KLEAR_CAUSE_MEMORY;
  if (cause == KLEAR_CAUSE_NONE && report->cpu_ns > run.request->head.cpu_limit_ns) cause = KLEAR_CAUSE_CPU;
  report->cause = cause;
  report->layers = run.layers;
  note(KLEAR_MOMENT_CLEARED);
}

// The judge closes its end of the run socket, or dies, and the kernel does.
static void wait_for_release(void) {
  char command;
  for (;;) {
    ssize_t size = recv(run.request->run_socket, &command, 1, 0);
    if (size == 0 || (size < 0 && errno != EINTR)) return;
  }
}

void init_main(const struct launcher *shared, struct run_request *request, struct run_cgroup *cgroup, int go) {
  static struct launcher launcher;
  launcher = *shared;
  run.launcher = &launcher;
  run.request = request;
  run.cgroup = cgroup;
  run.report.version = KLEAR_WIRE_VERSION;
  run.report.moments_ns[KLEAR_MOMENT_RECEIVED] = request->received_ns;
  note(KLEAR_MOMENT_CLONED);
  run.channel = -1;
  run.layers = launcher.layers & ~(KLEAR_LAYER_PROC | KLEAR_LAYER_ROOT | KLEAR_LAYER_LANDLOCK);
  if (cgroup->present == 0) run.layers &= ~(KLEAR_LAYER_MEMORY | KLEAR_LAYER_PIDS | KLEAR_LAYER_CPU);
  prctl(PR_SET_NAME, "klear-init");
  if (run.layers & KLEAR_LAYER_PID) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  keep_descriptors(&launcher, request, cgroup, &go);
  // The launcher maps our ids first. If it dies before it has, or before the line above counted, this ends us.
  char byte;
  if (read(go, &byte, 1) != 1) _exit(1);
  close(go);
  if (setsid() < 0) fault(KLEAR_STAGE_CLONE);
  sigset_t all, children;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  run.signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  if (run.signals < 0) fault(KLEAR_STAGE_SUPERVISE);
  move_up(&run.signals);
  take_identity();
  if (run.layers & KLEAR_LAYER_UTS && sethostname("sandbox", 7) != 0) fault(KLEAR_STAGE_CLONE);
  uint32_t stage = KLEAR_STAGE_MOUNT;
  if (run.layers & KLEAR_LAYER_MOUNT && roots_enter(&launcher, &request->head, &run.layers, &stage) != 0) fault(stage);
  run.own_proc = run.layers & KLEAR_LAYER_PROC ? open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (run.layers & KLEAR_LAYER_PROC && run.own_proc < 0) fault(KLEAR_STAGE_PROC);
  move_up(&run.own_proc);
  tree_open(run.own_proc >= 0 ? run.own_proc : launcher.proc);
  make_work_directory();
  int ruleset = -1;
  if (launcher.layers & KLEAR_LAYER_LANDLOCK) {
    ruleset = landlock_prepare(&launcher, &request->head, run.layers & KLEAR_LAYER_ROOT, run.base);
    if (ruleset < 0) fault(KLEAR_STAGE_LANDLOCK);
    move_up(&ruleset);
    run.layers |= KLEAR_LAYER_LANDLOCK;
  }
  note(KLEAR_MOMENT_FURNISHED);
  if (request->interpreter >= 0) start_warm(ruleset);
  else start_cold(ruleset);
  complete_report(supervise());
  if (run.end_is_unknown) stop_with_fault(KLEAR_STAGE_WARM, ECHILD);
  bool keep = request->head.flags & KLEAR_RUN_KEEP_WORK;
  wire_send(request->run_socket, &run.report, sizeof run.report, keep ? run.work : -1);
  // On a folder of the host the files go when the launcher sees us end: not before the judge has read them.
  if (keep && !(run.layers & KLEAR_LAYER_ROOT)) wait_for_release();
  _exit(0);
}
