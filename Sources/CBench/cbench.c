#define _GNU_SOURCE
#include "cbench.h"

#include <dirent.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void cbench_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int cbench_use_one_processor(void) {
  cpu_set_t may_use, one;
  if (sched_getaffinity(0, sizeof may_use, &may_use) != 0) return -1;
  CPU_ZERO(&one);
  for (int processor = 0; processor < CPU_SETSIZE && CPU_COUNT(&one) == 0; processor++)
    if (CPU_ISSET(processor, &may_use)) CPU_SET(processor, &one);
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return -1;
  int result = 0;
  for (struct dirent *entry; (entry = readdir(tasks));) {
    pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);
    if (thread > 0 && sched_setaffinity(thread, sizeof one, &one) != 0) result = -1;
  }
  closedir(tasks);
  return result;
}

static long long nanoseconds(struct timeval time) { return time.tv_sec * 1000000000ll + time.tv_usec * 1000ll; }

long long cbench_processor_ns(void) {
  struct rusage own, children;
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &children);
  return nanoseconds(own.ru_utime) + nanoseconds(own.ru_stime) + nanoseconds(children.ru_utime) +
         nanoseconds(children.ru_stime);
}
