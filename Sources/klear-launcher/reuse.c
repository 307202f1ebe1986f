// Cgroups that wait for another run. To make one and remove it again costs more than the run of a small program; one
// that is provably as new (nobody in it, no event counted, hardly any memory charged) serves the next run.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "launcher.h"

static struct run_cgroup *waiting;
// Those of no further use whose last process is still being torn down.
static struct run_cgroup *leaving;

// Out of the way of what init keeps. False where this process may not have so many descriptors.
static bool move_up(int *descriptor) {
  if (*descriptor < 0) return true;
  int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, CGROUP_DESCRIPTOR_BASE);
  if (moved < 0) return false;
  close(*descriptor);
  *descriptor = moved;
  return true;
}

static bool move_all_up(struct run_cgroup *cgroup) {
  for (int i = 0; i < cgroup->attach_count; i++)
    if (!move_up(&cgroup->attach[i])) return false;
  return move_up(&cgroup->cpu_usage) && move_up(&cgroup->cpu_user) && move_up(&cgroup->cpu_system) &&
         move_up(&cgroup->memory_peak) && move_up(&cgroup->memory_usage) && move_up(&cgroup->memory_events) &&
         move_up(&cgroup->pids_events) && move_up(&cgroup->aside);
}

static void put(struct run_cgroup **list, const struct run_cgroup *cgroup) {
  struct run_cgroup *kept = malloc(sizeof *kept);
  if (!kept) return;
  *kept = *cgroup;
  kept->next = *list;
  *list = kept;
}

static void discard(const struct launcher *launcher, struct run_cgroup *cgroup) {
  cgroup_close(cgroup);
  if (cgroup_remove(launcher, cgroup) != 0) put(&leaving, cgroup);
}

// Removes what could not be removed before; true when nothing of it is left.
bool cgroups_tidy(const struct launcher *launcher) {
  for (struct run_cgroup **link = &leaving; *link;) {
    struct run_cgroup *cgroup = *link;
    if (cgroup_remove(launcher, cgroup) == 0) {
      *link = cgroup->next;
      free(cgroup);
    } else {
      link = &cgroup->next;
    }
  }
  return !leaving;
}

// A cgroup with the limits of a request: one that waited, or a new one. The descriptors stay open in the launcher.
int cgroup_take(const struct launcher *launcher, const struct klear_run_request *head, struct run_cgroup *cgroup) {
  while (waiting && !(head->flags & KLEAR_RUN_UNACCOUNTED)) {
    struct run_cgroup *found = waiting;
    waiting = found->next;
    *cgroup = *found;
    free(found);
    if (cgroup_set_limits(launcher, head, cgroup) == 0 && cgroup_count_from_now(cgroup)) return 0;
    discard(launcher, cgroup);
  }
  if (cgroup_create(launcher, head, cgroup) != 0) return -1;
  cgroup->can_be_reused = cgroup->present != 0 && move_all_up(cgroup);
  return 0;
}

// After a run: keeps the cgroup, or removes it. -1 when it cannot be removed yet.
int cgroup_give_back(const struct launcher *launcher, struct run_cgroup *cgroup) {
  if (cgroup->can_be_reused && cgroup_is_as_new(cgroup)) {
    struct run_cgroup *before = waiting;
    put(&waiting, cgroup);
    if (waiting != before) return 0;
  }
  // Seen once to be of no further use, it is only removed from now on.
  cgroup->can_be_reused = false;
  cgroup_close(cgroup);
  return cgroup_remove(launcher, cgroup);
}

void cgroups_end(const struct launcher *launcher) {
  while (waiting) {
    struct run_cgroup *next = waiting->next;
    discard(launcher, waiting);
    free(waiting);
    waiting = next;
  }
  for (int round = 0; !cgroups_tidy(launcher) && round < 2000; round++) usleep(1000);
}
