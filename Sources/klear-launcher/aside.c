// Runs that give way to others: what has taken more processor time than most programs need goes on with little weight,
// so that a short one that comes meanwhile does not wait for it. Where a run's cgroup has a weight (v2; v1 with cpu and
// cpuacct in one), it is lowered. Else all of them move into one group, whose weight the judge keeps to their number.
// A nice value would not do: the kernel may group by session, and sessions are free to make.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "launcher.h"

struct weight {
  const char *file;
  int usual;
  const char *aside;
};

static struct weight weight_of(const struct run_cgroup *cgroup) {
  return cgroup->version == 1 ? (struct weight){"cpu.shares", 1024, "102"} : (struct weight){"cpu.weight", 100, "10"};
}

void aside_open(const struct launcher *launcher, struct run_cgroup *cgroup) {
  int directory = launcher->cgroup_directories[cgroup->version == 1 ? CGROUP_CPU : 0];
  if (launcher->aside_group >= 0) {
    cgroup->aside = openat(launcher->aside_group, "cgroup.procs", O_WRONLY | O_CLOEXEC);
    cgroup->aside_is_group = true;
  } else if (cgroup->version != 0 && directory >= 0) {
    char path[96];
    snprintf(path, sizeof path, "%s/%s", cgroup->name, weight_of(cgroup).file);
    cgroup->aside = openat(directory, path, O_RDWR | O_CLOEXEC);
  }
}

// Into a group goes what /proc shows, which is that of the run's own pid namespace; without one nothing is moved.
void aside_move(const struct run_cgroup *cgroup, int proc) {
  if (cgroup->aside < 0) return;
  if (!cgroup->aside_is_group) {
    const char *value = weight_of(cgroup).aside;
    (void)!pwrite(cgroup->aside, value, strlen(value), 0);
    return;
  }
  int copy = proc >= 0 ? openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;
  for (struct dirent *entry; directory && (entry = readdir(directory));) {
    long pid = strtol(entry->d_name, NULL, 10);
    if (pid <= 1) continue;
    char text[24];
    int length = snprintf(text, sizeof text, "%ld", pid);
    (void)!write(cgroup->aside, text, (size_t)length);
  }
  if (directory) closedir(directory);
  else if (copy >= 0) close(copy);
}

// Whether the weight is as it was before the run that is over.
bool aside_is_as_new(const struct run_cgroup *cgroup) {
  char text[24];
  if (cgroup->aside_is_group || cgroup->aside < 0) return true;
  return read_small(cgroup->aside, text, sizeof text) > 0 && strtol(text, NULL, 10) == weight_of(cgroup).usual;
}

// More wants to run than there are processors, by the fourth field of /proc/loadavg, in which we who look count.
bool processors_are_short(const struct launcher *launcher) {
  char text[128];
  int file = openat(launcher->proc, "loadavg", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t size = read_small(file, text, sizeof text);
  close(file);
  int running = 0;
  return size > 0 && sscanf(text, "%*s %*s %*s %d", &running) == 1 && running > launcher->processor_count + 1;
}
