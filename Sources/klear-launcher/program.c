// From fork to exec: the last steps before the program, in the process that becomes it. Everything is given up here,
// in an order in which each step still has the right it needs.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#define ACCESS_FS_REFER (1ULL << 13)
#define ACCESS_FS_IOCTL_DEVICE (1ULL << 15)
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)
#define CLOSE_RANGE_CLOEXEC_FLAG (1u << 2)

static int error_channel;

static void fail(enum klear_stage stage) {
  struct klear_start_record record = {.stage = stage, .error = errno, .listener = -1};
  (void)!write(error_channel, &record, sizeof record);
  _exit(127);
}

// ---- Landlock -------------------------------------------------------------------------------------------------------

static int allow_beneath(int ruleset, int directory, uint64_t access) {
  struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = directory};
  return (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

static int allow_path(int ruleset, const char *path, uint64_t access) {
  int file = open(path, O_PATH | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? 0 : -1;
  int result = allow_beneath(ruleset, file, access);
  close(file);
  return result;
}

#define READ (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

// A path of the host that the run's root would have offered.
static int allow_host_path(const struct root_entry *entry, void *ruleset) {
  struct stat status;
  if (entry->kind != KLEAR_ROOT_BIND || stat(entry->value, &status) != 0) return 0;
  return allow_path(*(int *)ruleset, entry->value, S_ISDIR(status.st_mode) ? READ : READ & ~LANDLOCK_ACCESS_FS_READ_DIR);
}

// The rules: read and execute what the root offers (without a root of its own, the same files where they lie),
// everything in the run's folder, read and write the harmless devices, no TCP, no signal or abstract socket out of the
// sandbox.
int landlock_prepare(const struct launcher *launcher, const struct klear_run_request *head, bool own_root, int base) {
  struct {
    uint64_t handled_access_fs, handled_access_net, scoped;
  } attributes = {0};
  int abi = launcher->landlock_abi;
  uint64_t all = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
                 LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                 LANDLOCK_ACCESS_FS_MAKE_SYM;
  if (abi >= 2) all |= ACCESS_FS_REFER;
  if (abi >= 3) all |= LANDLOCK_ACCESS_FS_TRUNCATE;
  uint64_t handled = all | (abi >= 5 ? ACCESS_FS_IOCTL_DEVICE : 0);
  uint64_t device = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                    (abi >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
  attributes.handled_access_fs = handled;
  size_t size = sizeof attributes.handled_access_fs;
  if (abi >= 4) attributes.handled_access_net = 3, size = 2 * sizeof(uint64_t);
  if (abi >= 6) attributes.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL, size = sizeof attributes;
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return -1;
  uint64_t no_devices = all & ~(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK);
  int result = 0;
  if (own_root) {
    result |= allow_path(ruleset, "/", READ);
    result |= allow_path(ruleset, "/box", no_devices);
    result |= allow_path(ruleset, "/dev", READ | device);
  } else {
    result |= roots_visit(launcher, head->root_index, allow_host_path, &ruleset);
    static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};
    for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++) result |= allow_path(ruleset, devices[i], device);
    result |= allow_beneath(ruleset, base, no_devices);
  }
  if (result != 0) {
    close(ruleset);
    return -1;
  }
  return ruleset;
}

// ---- limits and rights ----------------------------------------------------------------------------------------------

// Room beyond the processes of the run itself: where the id is one of a user namespace, init counts, too; where it is
// our user's, so does all else that this user runs. A cgroup that counts forks must be the first to refuse one.
static uint64_t process_room(const struct launcher *launcher, uint32_t layers) {
  if (layers & KLEAR_LAYER_PIDS) return 4096;
  if (layers & KLEAR_LAYER_USER) return 1;
  return launcher->run_identities ? 0 : 1024;
}

unsigned program_limits(const struct launcher *launcher, const struct run_request *request, uint32_t layers,
                        struct program_limit limits[MAX_PROGRAM_LIMITS]) {
  const struct klear_run_request *head = &request->head;
  unsigned count = 0;
#define LIMIT(resource, value) limits[count++] = (struct program_limit){resource, value}
  LIMIT(RLIMIT_CORE, 0);
  LIMIT(RLIMIT_FSIZE, head->file_bytes);
  LIMIT(RLIMIT_NOFILE, head->open_files);
  LIMIT(RLIMIT_MEMLOCK, 64 << 10);
  LIMIT(RLIMIT_MSGQUEUE, 0);
  LIMIT(RLIMIT_NICE, 0);
  LIMIT(RLIMIT_RTPRIO, 0);
  LIMIT(RLIMIT_STACK, head->stack_bytes ? head->stack_bytes : RLIM_INFINITY);
  // Backstops only, per process: the cgroup (or init's polling) counts the tree.
  LIMIT(RLIMIT_CPU, (head->cpu_limit_ns + head->cpu_grace_ns) / 1000000000u + 2);
  LIMIT(RLIMIT_NPROC, head->processes + process_room(launcher, layers));
  bool counted = layers & KLEAR_LAYER_MEMORY || head->flags & KLEAR_RUN_UNACCOUNTED;
  if (!counted) LIMIT(RLIMIT_AS, head->memory_bytes);
#undef LIMIT
  return count;
}

static void limit(int resource, uint64_t value) {
  struct rlimit both = {value, value};
  if (setrlimit(resource, &both) == 0) return;
  // A hard limit that is lower already is stricter still.
  struct rlimit current;
  if (getrlimit(resource, &current) != 0) fail(KLEAR_STAGE_RLIMITS);
  if (current.rlim_max > value) fail(KLEAR_STAGE_RLIMITS);
  current.rlim_cur = current.rlim_max;
  if (setrlimit(resource, &current) != 0) fail(KLEAR_STAGE_RLIMITS);
}

static void give_up_rights(const struct launcher *launcher, uint32_t layers) {
  bool mapped = layers & KLEAR_LAYER_USER;
  if (!mapped && geteuid() == 0) {
    // Who keeps its own id, for want of the right to change it, keeps its groups.
    if (setgroups(0, NULL) != 0 && launcher->outer_uid != geteuid()) fail(KLEAR_STAGE_CREDENTIALS);
    prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0);
  }
  // EINVAL: the kernel has no such capability, nor any behind it. EPERM: we have no right to drop them, and none at all.
  for (int capability = 0; capability <= 63; capability++)
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) {
      if (errno != EINVAL && errno != EPERM) fail(KLEAR_STAGE_CREDENTIALS);
      break;
    }
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (!mapped && geteuid() == 0 &&
      (setresgid(launcher->outer_gid, launcher->outer_gid, launcher->outer_gid) != 0 ||
       setresuid(launcher->outer_uid, launcher->outer_uid, launcher->outer_uid) != 0))
    fail(KLEAR_STAGE_CREDENTIALS);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct none[2];
  memset(none, 0, sizeof none);
  if (syscall(SYS_capset, &header, none) != 0) fail(KLEAR_STAGE_CREDENTIALS);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail(KLEAR_STAGE_CREDENTIALS);
}

static void reset_signals(void) {
  struct sigaction normal = {.sa_handler = SIG_DFL};
  for (int number = 1; number < 65; number++) sigaction(number, &normal, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

// Every descriptor but the ones meant for the program closes at exec. Init shares this table and never execs.
static void mark_descriptors(const struct run_request *request) {
  if (syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC_FLAG) != 0)
    for (int i = 3; i < 4096; i++) fcntl(i, F_SETFD, FD_CLOEXEC);
  for (uint32_t i = 0; i < request->head.descriptor_count; i++)
    if (fcntl((int)request->descriptor_numbers[i], F_SETFD, 0) != 0) fail(KLEAR_STAGE_DESCRIPTORS);
}

static unsigned profile_index(const struct launcher *launcher, const struct run_request *request) {
  return request->head.profile_index + (launcher->layers & KLEAR_LAYER_IPC ? 0 : launcher->profile_count / 2);
}

static void attach(int descriptor) {
  if (write(descriptor, "0", 1) != 1) fail(KLEAR_STAGE_ATTACH);
}

void program_main(const struct launcher *launcher, const struct run_request *request, const struct run_cgroup *cgroup,
                  uint32_t layers, int landlock_ruleset, int work, int errors) {
  error_channel = errors;
  struct klear_start_record record = {.stage = KLEAR_STAGE_NONE, .error = 0, .listener = -1};
  record.forked_ns = monotonic_ns();
  if (setsid() < 0) fail(KLEAR_STAGE_FORK);
  if (fchdir(work) != 0) fail(KLEAR_STAGE_WORK_DIRECTORY);
  umask(022);
  for (int i = 0; i + 1 < cgroup->attach_count; i++) attach(cgroup->attach[i]);
  // The first to go when memory is short: this program, not the judge. The file is ours only while we are dumpable, as
  // we will be after exec in any case.
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score >= 0) {
    (void)!write(score, "1000", 4);
    close(score);
  }
  mark_descriptors(request);
  reset_signals();
  struct program_limit limits[MAX_PROGRAM_LIMITS];
  unsigned limit_count = program_limits(launcher, request, layers, limits);
  for (unsigned i = 0; i < limit_count; i++) limit(limits[i].resource, limits[i].value);
  record.joined_ns = monotonic_ns();
  give_up_rights(launcher, layers);
  if (landlock_ruleset >= 0 && syscall(SYS_landlock_restrict_self, landlock_ruleset, 0) != 0)
    fail(KLEAR_STAGE_LANDLOCK);
  if (layers & KLEAR_LAYER_SECCOMP) {
    const struct sock_fprog *filter = &launcher->profiles[profile_index(launcher, request)];
    int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, filter);
    if (listener < 0) fail(KLEAR_STAGE_SECCOMP);
    record.listener = listener;
    record.confined_ns = monotonic_ns();
    if (write(error_channel, &record, sizeof record) != sizeof record) fail(KLEAR_STAGE_SECCOMP);
  }
  // Last, so that CPU time is charged from exec on.
  if (cgroup->attach_count > 0) attach(cgroup->attach[cgroup->attach_count - 1]);
  execve(request->arguments[0], request->arguments, request->environment);
  fail(KLEAR_STAGE_EXEC);
  _exit(127);
}
