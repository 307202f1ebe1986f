// What this machine gives: every layer is tried once as a run would use it, before the first run.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

static struct launcher *launcher;
static struct klear_hello *hello;

static void layer_off(uint32_t layer, int error) {
  for (int bit = 0; bit < KLEAR_LAYER_COUNT; bit++)
    if (layer == 1u << bit) hello->layer_errors[bit] = error;
  launcher->layers &= ~layer;
}

static bool wanted(uint32_t layer) { return !(launcher->forbidden & layer); }

// An ordinary user needs a user namespace around the launcher itself before any other may be made.
static int enter_own_user_namespace(void) {
  uid_t uid = geteuid();
  gid_t gid = getegid();
  char map[64];
  if (unshare(CLONE_NEWUSER) != 0) return -1;
  (void)write_string_at(launcher->proc, "self/setgroups", "deny");
  snprintf(map, sizeof map, "%u %u 1", uid, uid);
  if (write_string_at(launcher->proc, "self/uid_map", map) != 0) return -1;
  snprintf(map, sizeof map, "%u %u 1", gid, gid);
  if (write_string_at(launcher->proc, "self/gid_map", map) != 0) return -1;
  launcher->outer_uid = uid;
  launcher->outer_gid = gid;
  return 0;
}

static int probe(int flags) {
  pid_t child = fork_into(flags);
  if (child < 0) return errno;
  if (child == 0) _exit(0);
  waitpid(child, NULL, 0);
  return 0;
}

// Whether a child in its own user namespace can be given an id; tries the ids that a container may have mapped.
static int probe_id_map(void) {
  uint32_t candidates[] = {launcher->outer_uid, 65534, geteuid()};
  uint32_t group_candidates[] = {launcher->outer_gid, 65534, getegid()};
  int error = 0;
  for (unsigned i = 0; i < 3; i++) {
    int go[2];
    if (pipe2(go, O_CLOEXEC) != 0) return errno;
    launcher->outer_uid = candidates[i];
    launcher->outer_gid = group_candidates[i];
    pid_t child = fork_into(CLONE_NEWUSER);
    if (child < 0) return close(go[0]), close(go[1]), errno;
    if (child == 0) {
      char byte;
      close(go[1]);
      bool told = read(go[0], &byte, 1) == 1;
      _exit(told && setresgid(SANDBOX_GID, SANDBOX_GID, SANDBOX_GID) == 0 &&
                    setresuid(SANDBOX_UID, SANDBOX_UID, SANDBOX_UID) == 0
                ? 0
                : 1);
    }
    error = map_ids(launcher, child) == 0 ? 0 : errno;
    (void)!write(go[1], "x", error == 0);
    close(go[0]);
    close(go[1]);
    int status = 0;
    waitpid(child, &status, 0);
    if (error == 0 && status != 0) error = EPERM;
    if (error == 0) return 0;
  }
  return error;
}

static bool can_become(uint32_t id) {
  pid_t child = fork();
  if (child == 0) _exit(setresgid(id, id, id) == 0 && setresuid(id, id, id) == 0 ? 0 : 1);
  int status = 1;
  if (child > 0) waitpid(child, &status, 0);
  return status == 0;
}

// Without a user namespace programs get an id of the host: one for each run, else one for all (a container may have
// few). Root without the right to change ids has no other than its own to give.
static void probe_identity(void) {
  launcher->first_run_id = FIRST_RUN_ID + (uint32_t)getpid() * RUN_IDS;
  launcher->run_identities = geteuid() == 0 && can_become(launcher->first_run_id);
  if (launcher->run_identities) {
    launcher->outer_uid = launcher->outer_gid = launcher->first_run_id;
  } else if (!can_become(launcher->outer_uid)) {
    launcher->outer_uid = geteuid();
    launcher->outer_gid = getegid();
  }
}

// Whether the kernel counts processes of the id that programs will have: it does not for the host's root.
static bool probe_fork_limit(void) {
  pid_t child = fork();
  if (child == 0) {
    struct rlimit none = {0, 0};
    if (launcher->run_identities && setresuid(launcher->outer_uid, launcher->outer_uid, launcher->outer_uid) != 0) _exit(1);
    if (setrlimit(RLIMIT_NPROC, &none) != 0) _exit(1);
    pid_t second = fork();
    if (second == 0) _exit(0);
    if (second > 0) waitpid(second, NULL, 0);
    _exit(second < 0 ? 0 : 1);
  }
  int status = 1;
  if (child > 0) waitpid(child, &status, 0);
  return status == 0;
}

static void probe_namespaces(void) {
  uint32_t all = KLEAR_LAYER_USER | KLEAR_LAYER_PID | KLEAR_LAYER_MOUNT | KLEAR_LAYER_NET | KLEAR_LAYER_IPC |
                 KLEAR_LAYER_UTS | KLEAR_LAYER_CGROUP_NS;
  launcher->layers |= all & ~launcher->forbidden;
  bool privileged = geteuid() == 0 && unshare(CLONE_NEWUTS) == 0;
  if (!privileged && wanted(KLEAR_LAYER_USER) && enter_own_user_namespace() != 0) layer_off(KLEAR_LAYER_USER, errno);
  if (launcher->layers & KLEAR_LAYER_USER) {
    int error = probe_id_map();
    if (error) layer_off(KLEAR_LAYER_USER, error);
  }
  if (!(launcher->layers & KLEAR_LAYER_USER)) probe_identity();
  static const uint32_t own[] = {KLEAR_LAYER_PID, KLEAR_LAYER_MOUNT, KLEAR_LAYER_IPC, KLEAR_LAYER_UTS,
                                 KLEAR_LAYER_CGROUP_NS};
  for (unsigned i = 0; i < sizeof own / sizeof *own; i++) {
    if (!(launcher->layers & own[i])) continue;
    int error = probe(clone_flags(own[i] | (launcher->layers & KLEAR_LAYER_USER)));
    if (error) layer_off(own[i], error);
  }
  // One network namespace without any interface up, for the launcher and so for all its runs: making one for each run
  // costs more than all other namespaces together, and the filter refuses every socket that could meet another run's.
  if (wanted(KLEAR_LAYER_NET) && unshare(CLONE_NEWNET) != 0) layer_off(KLEAR_LAYER_NET, errno);
  if (launcher->layers & KLEAR_LAYER_IPC) (void)unshare(CLONE_NEWIPC);
}

static void probe_filters(void) {
  if (wanted(KLEAR_LAYER_LANDLOCK)) {
    launcher->landlock_abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (launcher->landlock_abi >= 1) launcher->layers |= KLEAR_LAYER_LANDLOCK;
    else layer_off(KLEAR_LAYER_LANDLOCK, errno);
  }
  if (wanted(KLEAR_LAYER_SECCOMP) && launcher->profile_count > 0) launcher->layers |= KLEAR_LAYER_SECCOMP;
  else layer_off(KLEAR_LAYER_SECCOMP, ENOSYS);
  launcher->layers |= KLEAR_LAYER_PRIVILEGES | KLEAR_LAYER_RLIMITS;
  static const uint32_t cgroup_layers[] = {KLEAR_LAYER_MEMORY, KLEAR_LAYER_PIDS, KLEAR_LAYER_CPU};
  for (int slot = 0; slot < 3; slot++)
    if (launcher->cgroup_present & (1u << slot)) launcher->layers |= cgroup_layers[slot];
}

static void probe_init(int go, const struct klear_run_request *head) __attribute__((noreturn));
static void probe_init(int go, const struct klear_run_request *head) {
  char byte;
  uint32_t layers = 0, stage = 0;
  if (read(go, &byte, 1) != 1) _exit(KLEAR_STAGE_CLONE);
  if (launcher->layers & KLEAR_LAYER_USER &&
      (setresgid(SANDBOX_GID, SANDBOX_GID, SANDBOX_GID) || setresuid(SANDBOX_UID, SANDBOX_UID, SANDBOX_UID)))
    _exit(KLEAR_STAGE_ID_MAP);
  _exit(roots_enter(launcher, head, &layers, &stage) == 0 ? 0 : (int)stage);
}

// Enters a root once as a run would. A machine may allow the namespaces and still refuse /proc (masked in containers).
static void probe_root(void) {
  struct klear_run_request head = {.work_bytes = 1 << 20, .work_inodes = 64};
  for (int attempt = 0; attempt < 2; attempt++) {
    int go[2];
    if (pipe2(go, O_CLOEXEC) != 0) return;
    pid_t child = fork_into(clone_flags(launcher->layers));
    if (child == 0) {
      close(go[1]);
      probe_init(go[0], &head);
    }
    bool mapped = child > 0 && (!(launcher->layers & KLEAR_LAYER_USER) || map_ids(launcher, child) == 0);
    (void)!write(go[1], "x", mapped);
    close(go[0]);
    close(go[1]);
    int status = 1 << 8;
    if (child > 0) waitpid(child, &status, 0);
    if (status == 0) return;
    int stage = WIFEXITED(status) ? WEXITSTATUS(status) : KLEAR_STAGE_CLONE;
    if (stage == KLEAR_STAGE_PROC && launcher->layers & KLEAR_LAYER_PROC) {
      layer_off(KLEAR_LAYER_PROC, EPERM);
      continue;
    }
    layer_off(KLEAR_LAYER_MOUNT, EPERM);
    layer_off(KLEAR_LAYER_ROOT, EPERM);
    layer_off(KLEAR_LAYER_PROC, EPERM);
    return;
  }
}

static void no_roots(int error) {
  layer_off(KLEAR_LAYER_MOUNT, error);
  layer_off(KLEAR_LAYER_ROOT, error);
  layer_off(KLEAR_LAYER_PROC, error);
}

static void roots_failed(void) {
  hello->stage = KLEAR_STAGE_ROOTS;
  hello->error = (uint32_t)errno;
}

static void prepare_roots(void) {
  if (!(launcher->layers & KLEAR_LAYER_MOUNT) || !wanted(KLEAR_LAYER_ROOT)) {
    for (int bit = 0; bit < KLEAR_LAYER_COUNT; bit++)
      if (KLEAR_LAYER_MOUNT == 1u << bit) return no_roots(hello->layer_errors[bit]);
  }
  launcher->layers |= KLEAR_LAYER_ROOT;
  if (launcher->layers & KLEAR_LAYER_PID && wanted(KLEAR_LAYER_PROC)) launcher->layers |= KLEAR_LAYER_PROC;
  int host = openat(launcher->proc, "self/ns/mnt", O_RDONLY | O_CLOEXEC);
  if (unshare(CLONE_NEWNS) != 0) return no_roots(errno);
  enum roots_result built = roots_build(launcher);
  int error = errno;
  if (built == ROOTS_READY) {
    probe_root();
  } else {
    // A machine that forbids mounts (AppArmor in containers) gives no root; anything else is a fault to be told.
    if (error != EPERM && error != EACCES && error != ENOSYS) roots_failed();
    no_roots(error);
  }
  // Runs without a root of their own need the host's, which we may have left by now. An ordinary user cannot go back.
  bool back = launcher->layers & KLEAR_LAYER_ROOT || (host >= 0 && setns(host, CLONE_NEWNS) == 0) ||
              (built == ROOTS_UNFINISHED && roots_abandon(launcher) == 0);
  if (!back) roots_failed();
  if (host >= 0) close(host);
}

void probe_machine(struct launcher *found, struct klear_hello *said) {
  launcher = found;
  hello = said;
  probe_namespaces();
  prepare_roots();
  probe_filters();
  hello->layers = launcher->layers;
  hello->program_user = launcher->outer_uid;
  hello->forks_are_limited = launcher->layers & (KLEAR_LAYER_USER | KLEAR_LAYER_PIDS) ? 1 : probe_fork_limit();
}
