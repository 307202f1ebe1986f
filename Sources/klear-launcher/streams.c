// A stream that init holds open until the run's end is recorded hides it when the program closes that stream itself and
// lives on: its partner would wait for an end of file for ever.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launcher.h"

// Whether a process has the file open. True as well where that cannot be seen.
static bool process_holds(int proc, const char *pid, const struct stat *wanted) {
  char path[64];
  snprintf(path, sizeof path, "%.20s/fd", pid);
  int folder = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *descriptors = folder >= 0 ? fdopendir(folder) : NULL;
  if (!descriptors) {
    if (folder >= 0) close(folder);
    return true;
  }
  bool holds = false;
  for (struct dirent *entry; !holds && (entry = readdir(descriptors));) {
    struct stat status;
    if (entry->d_name[0] == '.') continue;
    if (fstatat(folder, entry->d_name, &status, 0) != 0) holds = errno != ENOENT;  // ENOENT: closed since it was listed
    else holds = status.st_dev == wanted->st_dev && status.st_ino == wanted->st_ino;
  }
  closedir(descriptors);
  return holds;
}

// `proc` is that of the run's own pid namespace, in which we are process 1.
static bool anybody_holds(int proc, int descriptor) {
  struct stat wanted;
  int copy = openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *processes = copy >= 0 ? fdopendir(copy) : NULL;
  if (!processes || fstat(descriptor, &wanted) != 0) {
    if (processes) closedir(processes);
    else if (copy >= 0) close(copy);
    return true;
  }
  bool held = false;
  for (struct dirent *entry; !held && (entry = readdir(processes));)
    if (strtol(entry->d_name, NULL, 10) > 1) held = process_holds(proc, entry->d_name, &wanted);
  closedir(processes);
  return held;
}

// Closes a held stream that none of the run's processes has open any more, at the second look: a process that ends has
// closed its files a moment before it can be reaped, and is not meant.
void stream_release_closed(int proc, int *descriptor, uint64_t *closed_since_ns) {
  if (*descriptor < 0) return;
  uint64_t now = monotonic_ns();
  if (anybody_holds(proc, *descriptor)) {
    *closed_since_ns = 0;
  } else if (*closed_since_ns == 0) {
    *closed_since_ns = now;
  } else if (now - *closed_since_ns > 50000000u) {
    close(*descriptor);
    *descriptor = -1;
  }
}
