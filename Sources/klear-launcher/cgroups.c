// The cgroups of one run, on v1 and v2. The launcher makes and removes them; init inherits open descriptors, because
// it has neither the rights nor the path; the program attaches itself by writing "0" to the inherited `attach` ones.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launcher.h"

static int open_in(int directory, const char *name, const char *file, int flags) {
  char path[96];
  snprintf(path, sizeof path, "%s/%s", name, file);
  return openat(directory, path, flags | O_CLOEXEC);
}

static int set_in(int directory, const char *name, const char *file, uint64_t value) {
  char path[96], text[32];
  snprintf(path, sizeof path, "%s/%s", name, file);
  snprintf(text, sizeof text, "%llu", (unsigned long long)value);
  return write_string_at(directory, path, text);
}

static bool has(const struct run_cgroup *cgroup, enum cgroup_slot slot) { return cgroup->present & (1u << slot); }

static int create_v1(const struct launcher *launcher, struct run_cgroup *cgroup) {
  for (int slot = 0; slot < 3; slot++) {
    if (!has(cgroup, slot)) continue;
    int directory = launcher->cgroup_directories[slot];
    if (mkdirat(directory, cgroup->name, 0755) != 0) return -1;
    int attach = open_in(directory, cgroup->name, "cgroup.procs", O_RDWR);
    if (attach < 0) return -1;
    cgroup->attach[cgroup->attach_count++] = attach;
  }
  if (has(cgroup, CGROUP_MEMORY)) {
    int directory = launcher->cgroup_directories[CGROUP_MEMORY];
    (void)set_in(directory, cgroup->name, "memory.swappiness", 0);
    cgroup->memory_peak = open_in(directory, cgroup->name, "memory.max_usage_in_bytes", O_RDWR);
    cgroup->memory_usage = open_in(directory, cgroup->name, "memory.usage_in_bytes", O_RDONLY);
    cgroup->memory_events = open_in(directory, cgroup->name, "memory.oom_control", O_RDONLY);
    if (cgroup->memory_peak < 0 || cgroup->memory_events < 0) return -1;
  }
  if (has(cgroup, CGROUP_PIDS)) {
    int directory = launcher->cgroup_directories[CGROUP_PIDS];
    cgroup->pids_events = open_in(directory, cgroup->name, "pids.events", O_RDONLY);
  }
  if (has(cgroup, CGROUP_CPU)) {
    int directory = launcher->cgroup_directories[CGROUP_CPU];
    cgroup->cpu_usage = open_in(directory, cgroup->name, "cpuacct.usage", O_RDONLY);
    cgroup->cpu_user = open_in(directory, cgroup->name, "cpuacct.usage_user", O_RDONLY);
    cgroup->cpu_system = open_in(directory, cgroup->name, "cpuacct.usage_sys", O_RDONLY);
    if (cgroup->cpu_usage < 0) return -1;
  }
  return 0;
}

static int create_v2(const struct launcher *launcher, struct run_cgroup *cgroup) {
  int directory = launcher->cgroup_directories[0];
  if (mkdirat(directory, cgroup->name, 0755) != 0) return -1;
  int attach = open_in(directory, cgroup->name, "cgroup.procs", O_RDWR);
  if (attach < 0) return -1;
  cgroup->attach[cgroup->attach_count++] = attach;
  if (has(cgroup, CGROUP_MEMORY)) {
    (void)set_in(directory, cgroup->name, "memory.swap.max", 0);
    (void)set_in(directory, cgroup->name, "memory.oom.group", 1);
    // Writable since Linux 6.12, which resets it.
    cgroup->memory_peak = open_in(directory, cgroup->name, "memory.peak", O_RDWR);
    if (cgroup->memory_peak < 0) cgroup->memory_peak = open_in(directory, cgroup->name, "memory.peak", O_RDONLY);
    cgroup->memory_usage = open_in(directory, cgroup->name, "memory.current", O_RDONLY);
    cgroup->memory_events = open_in(directory, cgroup->name, "memory.events", O_RDONLY);
    if (cgroup->memory_events < 0) return -1;
  }
  if (has(cgroup, CGROUP_PIDS)) {
    cgroup->pids_events = open_in(directory, cgroup->name, "pids.events", O_RDONLY);
  }
  if (has(cgroup, CGROUP_CPU)) {
    cgroup->cpu_usage = open_in(directory, cgroup->name, "cpu.stat", O_RDONLY);
    if (cgroup->cpu_usage < 0) return -1;
  }
  return 0;
}

// Sets what differs from what is set.
int cgroup_set_limits(const struct launcher *launcher, const struct klear_run_request *head,
                      struct run_cgroup *cgroup) {
  bool is_v1 = cgroup->version == 1;
  const char *name = cgroup->name;
  if (has(cgroup, CGROUP_MEMORY) && cgroup->memory_bytes != head->memory_bytes) {
    int directory = launcher->cgroup_directories[is_v1 ? CGROUP_MEMORY : 0];
    uint64_t bytes = head->memory_bytes;
    // The limit with swap is never below the one without, so it goes first or last. It is absent without swap
    // accounting; then there is no swap to use either.
    if (is_v1 && bytes > cgroup->memory_bytes) (void)set_in(directory, name, "memory.memsw.limit_in_bytes", bytes);
    if (set_in(directory, name, is_v1 ? "memory.limit_in_bytes" : "memory.max", bytes) != 0) return -1;
    if (is_v1) (void)set_in(directory, name, "memory.memsw.limit_in_bytes", bytes);
    cgroup->memory_bytes = bytes;
  }
  if (has(cgroup, CGROUP_PIDS) && cgroup->processes != head->processes) {
    int directory = launcher->cgroup_directories[is_v1 ? CGROUP_PIDS : 0];
    if (set_in(directory, name, "pids.max", head->processes) != 0) return -1;
    cgroup->processes = head->processes;
  }
  return 0;
}

int cgroup_create(const struct launcher *launcher, const struct klear_run_request *head, struct run_cgroup *cgroup) {
  memset(cgroup, 0, sizeof *cgroup);
  for (int i = 0; i < 3; i++) cgroup->attach[i] = -1;
  cgroup->cpu_usage = cgroup->cpu_user = cgroup->cpu_system = -1;
  cgroup->memory_peak = cgroup->memory_usage = cgroup->memory_events = cgroup->pids_events = cgroup->aside = -1;
  if (launcher->cgroup_version == 0 || (head->flags & KLEAR_RUN_UNACCOUNTED)) return 0;
  cgroup->version = launcher->cgroup_version;
  cgroup->present = launcher->cgroup_present;
  snprintf(cgroup->name, sizeof cgroup->name, "run-%llu", (unsigned long long)head->run_id);
  int result = launcher->cgroup_version == 1 ? create_v1(launcher, cgroup) : create_v2(launcher, cgroup);
  if (result == 0) result = cgroup_set_limits(launcher, head, cgroup);
  if (result == 0) aside_open(launcher, cgroup);
  if (result != 0) {
    int error = errno;
    cgroup_close(cgroup);
    cgroup_remove(launcher, cgroup);
    errno = error;
  }
  return result;
}

static void close_if_open(int *descriptor) {
  if (*descriptor >= 0) close(*descriptor);
  *descriptor = -1;
}

void cgroup_close(struct run_cgroup *cgroup) {
  for (int i = 0; i < 3; i++) close_if_open(&cgroup->attach[i]);
  close_if_open(&cgroup->cpu_usage);
  close_if_open(&cgroup->cpu_user);
  close_if_open(&cgroup->cpu_system);
  close_if_open(&cgroup->memory_peak);
  close_if_open(&cgroup->memory_usage);
  close_if_open(&cgroup->memory_events);
  close_if_open(&cgroup->pids_events);
  close_if_open(&cgroup->aside);
}

// Kills what a dead run has left in a cgroup: nothing where it had a pid namespace. cgroup.kill came with Linux 5.14.
static void kill_left(int directory, const char *name) {
  char path[96], text[4096];
  snprintf(path, sizeof path, "%s/cgroup.kill", name);
  if (write_string_at(directory, path, "1") == 0) return;
  int processes = open_in(directory, name, "cgroup.procs", O_RDONLY);
  if (processes < 0) return;
  ssize_t size = read_small(processes, text, sizeof text);
  close(processes);
  for (char *next = text; size > 0 && *next;) {
    char *end;
    // One of another pid namespace reads as 0, which kill(2) would take for our own process group.
    pid_t pid = (pid_t)strtol(next, &end, 10);
    if (end == next) break;
    if (pid > 0) kill(pid, SIGKILL);
    next = end;
  }
}

// 0 when nothing is left. A cgroup whose last process is still being torn down answers EBUSY; the caller tries again.
int cgroup_remove(const struct launcher *launcher, const struct run_cgroup *cgroup) {
  if (!cgroup->name[0]) return 0;
  int left = 0;
  int directories = launcher->cgroup_version == 2 ? 1 : 3;
  for (int slot = 0; slot < directories; slot++) {
    if (launcher->cgroup_version == 1 && !has(cgroup, slot)) continue;
    int directory = launcher->cgroup_directories[slot];
    if (unlinkat(directory, cgroup->name, AT_REMOVEDIR) == 0 || errno == ENOENT) continue;
    kill_left(directory, cgroup->name);
    left = -1;
  }
  return left;
}

static bool read_number(int descriptor, uint64_t *value) {
  char text[64];
  if (descriptor < 0 || read_small(descriptor, text, sizeof text) <= 0) return false;
  *value = strtoull(text, NULL, 10);
  return true;
}

// The number behind `key ` in a flat keyed file.
static bool read_keyed(int descriptor, const char *key, uint64_t *value) {
  char text[2048];
  if (descriptor < 0 || read_small(descriptor, text, sizeof text) <= 0) return false;
  size_t length = strlen(key);
  for (char *line = text; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : NULL)
    if (strncmp(line, key, length) == 0 && line[length] == ' ') {
      *value = strtoull(line + length + 1, NULL, 10);
      return true;
    }
  return false;
}

struct cpu_times {
  uint64_t total_ns, user_ns, system_ns;
};

// Since the cgroup was made, whoever used it.
static bool read_cpu_total(const struct run_cgroup *cgroup, uint64_t *total_ns) {
  if (!has(cgroup, CGROUP_CPU)) return false;
  if (cgroup->version == 1) return read_number(cgroup->cpu_usage, total_ns);
  uint64_t microseconds = 0;
  if (!read_keyed(cgroup->cpu_usage, "usage_usec", &microseconds)) return false;
  *total_ns = microseconds * 1000;
  return true;
}

static bool read_cpu_times(const struct run_cgroup *cgroup, struct cpu_times *times) {
  uint64_t user = 0, system = 0;
  if (!read_cpu_total(cgroup, &times->total_ns)) return false;
  bool read = cgroup->version == 1
                  ? read_number(cgroup->cpu_user, &user) && read_number(cgroup->cpu_system, &system)
                  : read_keyed(cgroup->cpu_usage, "user_usec", &user) &&
                        read_keyed(cgroup->cpu_usage, "system_usec", &system);
  uint64_t unit = cgroup->version == 1 ? 1 : 1000;
  times->user_ns = read ? user * unit : cgroup->user_before;
  times->system_ns = read ? system * unit : cgroup->system_before;
  return true;
}

bool cgroup_cpu_usage(const struct run_cgroup *cgroup, uint64_t *total_ns) {
  if (!read_cpu_total(cgroup, total_ns)) return false;
  *total_ns -= cgroup->cpu_before;
  return true;
}

uint32_t cgroup_oom_kills(const struct run_cgroup *cgroup) {
  uint64_t kills = 0;
  return has(cgroup, CGROUP_MEMORY) && read_keyed(cgroup->memory_events, "oom_kill", &kills) ? (uint32_t)kills : 0;
}

// The totals of a dead tree.
void cgroup_final(const struct run_cgroup *cgroup, struct klear_run_report *report) {
  uint64_t value;
  struct cpu_times times;
  if (read_cpu_times(cgroup, &times)) {
    report->cpu_ns = times.total_ns - cgroup->cpu_before;
    if (times.user_ns > cgroup->user_before) report->user_ns = times.user_ns - cgroup->user_before;
    if (times.system_ns > cgroup->system_before) report->system_ns = times.system_ns - cgroup->system_before;
  }
  // memory.peak came with Linux 5.19 for cgroup v2; before that the caller's own figure (largest resident set) stands.
  if (has(cgroup, CGROUP_MEMORY) && read_number(cgroup->memory_peak, &value))
    report->peak_memory_bytes = value > cgroup->memory_before ? value - cgroup->memory_before : 0;
  report->oom_kills = cgroup_oom_kills(cgroup);
  if (has(cgroup, CGROUP_PIDS) && read_keyed(cgroup->pids_events, "max", &value))
    report->refused_forks = (uint32_t)value;
}

// ---- for another run ------------------------------------------------------------------------------------------------

// What a run may leave in a cgroup, in kernel structures that are freed later, without anybody noticing.
#define NEGLIGIBLE_BYTES (512u << 10)

// Nobody in it, nothing counted that cannot be reset, hardly any memory.
bool cgroup_is_as_new(const struct run_cgroup *cgroup) {
  uint64_t value = 0;
  char text[64];
  for (int i = 0; i < cgroup->attach_count; i++)
    if (read_small(cgroup->attach[i], text, sizeof text) != 0) return false;
  if (cgroup_oom_kills(cgroup) > 0 || !aside_is_as_new(cgroup)) return false;
  if (has(cgroup, CGROUP_PIDS) && (!read_keyed(cgroup->pids_events, "max", &value) || value > 0)) return false;
  return !has(cgroup, CGROUP_MEMORY) || (read_number(cgroup->memory_usage, &value) && value <= NEGLIGIBLE_BYTES);
}

// False where a counter cannot be told apart from what it was.
bool cgroup_count_from_now(struct run_cgroup *cgroup) {
  struct cpu_times times;
  if (has(cgroup, CGROUP_CPU)) {
    if (!read_cpu_times(cgroup, &times)) return false;
    cgroup->cpu_before = times.total_ns;
    cgroup->user_before = times.user_ns;
    cgroup->system_before = times.system_ns;
  }
  if (!has(cgroup, CGROUP_MEMORY)) return true;
  return write(cgroup->memory_peak, "0", 1) == 1 && read_number(cgroup->memory_usage, &cgroup->memory_before);
}
