// Looking at, and killing, the process tree of a run through /proc.
//
// With a memory and a cpu cgroup this only serves the run delay (how long tasks waited for a processor). Without them
// it is how CPU time and memory are measured at all: live processes by their stat files, reaped ones by rusage, and
// ones that vanished unseen by what was last read of them.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

#define MAX_TRACKED 8192

struct tracked {
  pid_t pid, parent;
  uint64_t start_time;
  uint64_t own_cpu_ns;       // user and system time of this process
  uint64_t children_cpu_ns;  // of children that it waited for
  uint64_t run_delay_ns;
  uint64_t resident_bytes;
  bool ours;
  bool ended;  // only its parent's wait is missing: it uses nothing, and signals do not reach it
};

static int proc_directory = -1;
static pid_t self_pid;
// Untouched, and so no memory, until a tree is looked at.
static struct tracked rooms[2][MAX_TRACKED];
static struct tracked *live = rooms[0], *scan = rooms[1];
static unsigned live_count;
static uint64_t vanished_cpu_ns, vanished_delay_ns;

void tree_open(int proc) {
  proc_directory = proc;
  char name[32];
  ssize_t length = readlinkat(proc, "self", name, sizeof name - 1);
  self_pid = length > 0 ? (pid_t)strtol((name[length] = 0, name), NULL, 10) : getpid();
}

static bool read_file(const char *path, char *buffer, size_t capacity) {
  int file = openat(proc_directory, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t size = read_small(file, buffer, capacity);
  close(file);
  return size > 0;
}

static bool read_stat(pid_t pid, struct tracked *process) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "%d/stat", pid);
  if (!read_file(path, text, sizeof text)) return false;
  // The name stands in parentheses and may hold anything: the fields begin behind the last one.
  char *fields = strrchr(text, ')');
  if (!fields) return false;
  unsigned long long user, system, children_user, children_system, start;
  long resident;
  int parent;
  char state;
  if (sscanf(fields + 1, " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu %*d %*d %*d %*d %llu %*u %ld",
             &state, &parent, &user, &system, &children_user, &children_system, &start, &resident) != 8)
    return false;
  uint64_t tick_ns = 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK);
  *process = (struct tracked){.pid = pid,
                              .parent = parent,
                              .start_time = start,
                              .own_cpu_ns = (user + system) * tick_ns,
                              .children_cpu_ns = (children_user + children_system) * tick_ns,
                              .ended = state == 'Z' || state == 'X',
                              .resident_bytes = (uint64_t)(resident > 0 ? resident : 0) * (uint64_t)getpagesize()};
  return true;
}

static uint64_t read_run_delay(pid_t pid) {
  char path[64];
  snprintf(path, sizeof path, "%d/task", pid);
  int directory = openat(proc_directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *tasks = directory >= 0 ? fdopendir(directory) : NULL;
  uint64_t total = 0;
  for (struct dirent *entry; tasks && (entry = readdir(tasks));) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    char text[128];
    unsigned long long delay;
    snprintf(path, sizeof path, "%d/task/%.20s/schedstat", pid, entry->d_name);
    if (read_file(path, text, sizeof text) && sscanf(text, "%*u %llu", &delay) == 1) total += delay;
  }
  if (tasks) closedir(tasks);
  else if (directory >= 0) close(directory);
  return total;
}

// Every process below us: all that /proc shows when it is that of our own pid namespace, else the closure by parents.
static unsigned scan_processes(bool all_processes_are_ours) {
  int copy = openat(proc_directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;
  unsigned count = 0;
  for (struct dirent *entry; directory && count < MAX_TRACKED && (entry = readdir(directory));) {
    pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
    if (pid <= 0 || pid == self_pid || !read_stat(pid, &scan[count])) continue;
    scan[count].ours = all_processes_are_ours || scan[count].parent == self_pid;
    count++;
  }
  if (directory) closedir(directory);
  else if (copy >= 0) close(copy);
  for (bool changed = !all_processes_are_ours; changed;) {
    changed = false;
    for (unsigned i = 0; i < count; i++)
      for (unsigned j = 0; !scan[i].ours && j < count; j++)
        if (scan[j].ours && scan[j].pid == scan[i].parent) scan[i].ours = changed = true;
  }
  unsigned kept = 0;
  for (unsigned i = 0; i < count; i++)
    if (scan[i].ours) scan[kept++] = scan[i];
  return kept;
}

static struct tracked *find(struct tracked *list, unsigned count, const struct tracked *wanted) {
  for (unsigned i = 0; i < count; i++)
    if (list[i].pid == wanted->pid && list[i].start_time == wanted->start_time) return &list[i];
  return NULL;
}

void tree_sample(struct tree_usage *usage, bool all_processes_are_ours) {
  memset(usage, 0, sizeof *usage);
  if (proc_directory < 0) return;
  unsigned count = scan_processes(all_processes_are_ours);
  for (unsigned i = 0; i < live_count; i++)
    if (!find(scan, count, &live[i])) {
      vanished_cpu_ns += live[i].own_cpu_ns;
      vanished_delay_ns += live[i].run_delay_ns;
    }
  uint64_t seen_cpu = vanished_cpu_ns, waited_cpu = 0;
  usage->run_delay_ns = vanished_delay_ns;
  for (unsigned i = 0; i < count; i++) {
    scan[i].run_delay_ns = read_run_delay(scan[i].pid);
    seen_cpu += scan[i].own_cpu_ns;
    waited_cpu += scan[i].own_cpu_ns + scan[i].children_cpu_ns;
    usage->run_delay_ns += scan[i].run_delay_ns;
    usage->resident_bytes += scan[i].resident_bytes;
  }
  struct rusage reaped;
  if (getrusage(RUSAGE_CHILDREN, &reaped) == 0)
    waited_cpu += (uint64_t)(reaped.ru_utime.tv_sec + reaped.ru_stime.tv_sec) * 1000000000u +
                  (uint64_t)(reaped.ru_utime.tv_usec + reaped.ru_stime.tv_usec) * 1000u;
  usage->cpu_ns = seen_cpu > waited_cpu ? seen_cpu : waited_cpu;
  struct tracked *swap = live;
  live = scan;
  scan = swap;
  live_count = count;
}

// All processes of one id of the host. The kernel walks its list of processes once, so that no fork escapes.
static void kill_identity(uint32_t uid) {
  pid_t child = fork();
  if (child == 0) {
    if (setresuid(uid, uid, uid) == 0) kill(-1, SIGKILL);
    _exit(0);
  }
  if (child > 0) waitpid(child, NULL, 0);
}

static unsigned signal_tree(int number) {
  unsigned count = scan_processes(false);
  struct rlimit none = {0, 0};
  unsigned alive = 0;
  for (unsigned i = 0; i < count; i++) {
    if (scan[i].ended) continue;
    alive++;
    prlimit(scan[i].pid, RLIMIT_NPROC, &none, NULL);
    kill(scan[i].pid, number);
  }
  return alive;
}

// Sends SIGKILL to the whole tree. Where neither a pid namespace nor an id of its own names it, a tree that forks
// faster than we look is first stopped, until no look finds more of it; the caller waits for the children and calls
// again until none is left.
void tree_kill(const struct launcher *launcher, bool own_pid_namespace) {
  if (own_pid_namespace) {
    kill(-1, SIGKILL);
    return;
  }
  if (launcher->run_identities) kill_identity(launcher->outer_uid);
  if (proc_directory < 0) return;
  unsigned before = 0, now = signal_tree(SIGSTOP);
  for (int look = 0; look < 100 && now > before; look++) {
    before = now;
    now = signal_tree(SIGSTOP);
  }
  signal_tree(SIGKILL);
}
