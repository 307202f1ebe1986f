// The namespaces of a run: made with one clone, and the ids inside of its user namespace.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

static const struct {
  uint32_t layer;
  int flag;
} namespaces[] = {
    {KLEAR_LAYER_USER, CLONE_NEWUSER}, {KLEAR_LAYER_PID, CLONE_NEWPID}, {KLEAR_LAYER_MOUNT, CLONE_NEWNS},
    {KLEAR_LAYER_IPC, CLONE_NEWIPC},   {KLEAR_LAYER_UTS, CLONE_NEWUTS}, {KLEAR_LAYER_CGROUP_NS, CLONE_NEWCGROUP},
};

int clone_flags(uint32_t layers) {
  int flags = 0;
  for (unsigned i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
    if (layers & namespaces[i].layer) flags |= namespaces[i].flag;
  return flags;
}

pid_t fork_into(int flags) { return (pid_t)syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL); }

int map_ids(const struct launcher *launcher, pid_t child) {
  char path[64], map[64];
  snprintf(path, sizeof path, "%d/setgroups", child);
  (void)write_string_at(launcher->proc, path, "deny");
  snprintf(path, sizeof path, "%d/uid_map", child);
  snprintf(map, sizeof map, "%d %u 1", SANDBOX_UID, launcher->outer_uid);
  if (write_string_at(launcher->proc, path, map) != 0) return -1;
  snprintf(path, sizeof path, "%d/gid_map", child);
  snprintf(map, sizeof map, "%d %u 1", SANDBOX_GID, launcher->outer_gid);
  return write_string_at(launcher->proc, path, map);
}
