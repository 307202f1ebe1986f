// Init starts the program: cold by clone and exec, warm by asking an interpreter to fork it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

static void place_descriptors(void) {
  for (int i = 0; i < 3; i++)
    if (dup2(run.request->standard[i], i) != i) fault(KLEAR_STAGE_DESCRIPTORS);
  for (uint32_t i = 0; i < run.request->head.descriptor_count; i++) {
    int number = (int)run.request->descriptor_numbers[i];
    if (dup2(run.request->passed[i], number) != number) fault(KLEAR_STAGE_DESCRIPTORS);
  }
}

void release_streams(void) {
  for (int i = 0; i < 3; i++) {
    if (run.request->standard[i] >= 0) close(run.request->standard[i]);
    run.request->standard[i] = -1;
  }
}

// Nothing of the program's may be held open by us, or readers of its output would wait for our end.
static void let_go(int ruleset) {
  syscall(SYS_close_range, 0u, INIT_DESCRIPTOR_BASE - 1u, 0u);
  if (!(run.request->head.flags & KLEAR_RUN_HOLD_STREAMS)) release_streams();
  for (uint32_t i = 0; i < run.request->head.descriptor_count; i++) close(run.request->passed[i]);
  for (int i = 0; i < run.cgroup->attach_count; i++) close(run.cgroup->attach[i]);
  if (ruleset >= 0) close(ruleset);
}

// Shares the descriptor table with the child (CLONE_FILES) until it execs, which is how the seccomp listener that the
// child makes becomes ours; CLONE_VFORK makes us wait for the exec, so its failure is known here.
void start_cold(int ruleset) {
  int channel[2];
  place_descriptors();
  if (pipe2(channel, O_CLOEXEC) != 0) fault(KLEAR_STAGE_FORK);
  move_up(&channel[0]);
  move_up(&channel[1]);
  run.started_ns = monotonic_ns();
  pid_t child = (pid_t)syscall(SYS_clone, CLONE_FILES | CLONE_VFORK | SIGCHLD, NULL, NULL, NULL, NULL);
  if (child < 0) fault(KLEAR_STAGE_FORK);
  if (child == 0) program_main(run.launcher, run.request, run.cgroup, run.layers, ruleset, run.work, channel[1]);
  run.started_ns = monotonic_ns();
  close(channel[1]);
  run.program = child;
  run.listener = -1;
  struct klear_start_record record;
  while (read(channel[0], &record, sizeof record) == sizeof record) {
    if (record.stage != KLEAR_STAGE_NONE) {
      waitpid(child, NULL, 0);
      stop_with_fault(record.stage, record.error);
    }
    run.listener = record.listener;
    move_up(&run.listener);
    note_start(&record);
  }
  close(channel[0]);
  // Ended before it could tell: no verdict may come of that.
  if (run.layers & KLEAR_LAYER_SECCOMP && run.listener < 0) {
    waitpid(child, NULL, 0);
    stop_with_fault(KLEAR_STAGE_SECCOMP, EPIPE);
  }
  let_go(ruleset);
}

// ---- warm -----------------------------------------------------------------------------------------------------------

#define JOINED_NAMESPACES (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS)

struct warm_message {
  struct klear_warm_request head;
  uint64_t numbers[2 * MAX_PROGRAM_LIMITS + KLEAR_MAX_DESCRIPTORS];
  unsigned number_count;
  int descriptors[KLEAR_MAX_DESCRIPTORS];
  unsigned descriptor_count;
};

static void add_number(struct warm_message *message, uint64_t number) {
  message->numbers[message->number_count++] = number;
}

static void add_descriptor(struct warm_message *message, int descriptor) {
  if (message->descriptor_count == KLEAR_MAX_DESCRIPTORS) errno = E2BIG, fault(KLEAR_STAGE_WARM);
  message->descriptors[message->descriptor_count++] = descriptor;
}

// A limit as the program can have it: the interpreter's own is that of the launcher, as init's is.
static uint64_t within_hard_limit(const struct program_limit *limit) {
  struct rlimit current;
  if (getrlimit(limit->resource, &current) != 0) fault(KLEAR_STAGE_RLIMITS);
  return limit->value < current.rlim_max ? limit->value : current.rlim_max;
}

static void fill(struct warm_message *message, int channel, int self, int ruleset) {
  const struct klear_run_request *request = &run.request->head;
  struct program_limit limits[MAX_PROGRAM_LIMITS];
  unsigned limit_count = program_limits(run.launcher, run.request, run.layers, limits);
  uint64_t cgroup = run.layers & KLEAR_LAYER_CGROUP_NS ? CLONE_NEWCGROUP : 0;
  message->head = (struct klear_warm_request){.version = KLEAR_WIRE_VERSION,
                                              .limit_count = limit_count,
                                              .descriptor_count = request->descriptor_count,
                                              .attach_count = (uint64_t)run.cgroup->attach_count,
                                              .has_ruleset = ruleset >= 0,
                                              .code_input = request->code_input,
                                              .code_output = request->code_output,
                                              .namespaces = JOINED_NAMESPACES | cgroup,
                                              .user_id = SANDBOX_UID,
                                              .group_id = SANDBOX_GID,
                                              .finalizes = (request->flags & KLEAR_RUN_FINALIZES) != 0};
  for (unsigned i = 0; i < limit_count; i++) {
    add_number(message, (uint64_t)limits[i].resource);
    add_number(message, within_hard_limit(&limits[i]));
  }
  add_descriptor(message, channel);
  add_descriptor(message, self);
  for (int i = 0; i < 3; i++) add_descriptor(message, run.request->standard[i]);
  for (int i = 0; i < run.cgroup->attach_count; i++) add_descriptor(message, run.cgroup->attach[i]);
  if (ruleset >= 0) add_descriptor(message, ruleset);
  for (uint32_t i = 0; i < request->descriptor_count; i++) {
    add_number(message, run.request->descriptor_numbers[i]);
    add_descriptor(message, run.request->passed[i]);
  }
}

static void send_request(const struct warm_message *message) {
  static char text[KLEAR_MAX_MESSAGE];
  size_t length = 0;
  for (char **word = run.request->arguments; *word; word++) {
    size_t size = strlen(*word) + 1;
    if (length + size > sizeof text) errno = E2BIG, fault(KLEAR_STAGE_WARM);
    memcpy(text + length, *word, size);
    length += size;
  }
  struct iovec parts[] = {{.iov_base = (void *)&message->head, .iov_len = sizeof message->head},
                          {.iov_base = (void *)message->numbers, .iov_len = message->number_count * sizeof(uint64_t)},
                          {.iov_base = text, .iov_len = length}};
  if (wire_send_parts(run.request->interpreter, parts, 3, message->descriptors, message->descriptor_count) != 0)
    fault(KLEAR_STAGE_WARM);
}

// True once there is something to read; ends this run when the judge gives it up meanwhile.
static bool wait_for_start(void) {
  struct pollfd watched[] = {{.fd = run.channel, .events = POLLIN}, {.fd = run.request->run_socket, .events = POLLIN}};
  int ready;
  do ready = poll(watched, 2, WARM_TIMEOUT_MS);
  while (ready < 0 && errno == EINTR);
  if (ready == 0) errno = ETIMEDOUT;
  return ready > 0 && watched[0].revents;
}

static bool receive_start(struct klear_start_record *record) {
  int descriptors[KLEAR_MAX_DESCRIPTORS];
  unsigned count;
  size_t length;
  if (wire_receive(run.channel, record, sizeof *record, &length, descriptors, &count) != 0) return false;
  if (length != sizeof *record) return errno = EPIPE, false;
  run.listener = count > 0 ? descriptors[0] : -1;
  move_up(&run.listener);
  return true;
}

// The interpreter forks a child into our pid namespace; the child joins the other namespaces, gives up its rights as a
// cold program does, and sends the seccomp listener before it goes on to the program.
void start_warm(int ruleset) {
  int channel[2];
  struct warm_message message = {.number_count = 0, .descriptor_count = 0};
  int self = (int)syscall(SYS_pidfd_open, getpid(), 0u);
  if (self < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0) fault(KLEAR_STAGE_WARM);
  fill(&message, channel[1], self, ruleset);
  send_request(&message);
  close(channel[1]);
  close(self);
  run.channel = channel[0];
  move_up(&run.channel);
  run.listener = -1;
  struct klear_start_record record;
  if (!wait_for_start() || !receive_start(&record)) fault(KLEAR_STAGE_WARM);
  run.started_ns = monotonic_ns();
  if (record.stage != KLEAR_STAGE_NONE) stop_with_fault(record.stage, record.error);
  note_start(&record);
  if (run.layers & KLEAR_LAYER_SECCOMP && run.listener < 0) stop_with_fault(KLEAR_STAGE_SECCOMP, EPIPE);
  let_go(ruleset);
}
