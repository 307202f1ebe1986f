// File systems. At start the launcher leaves the host's root for a small tmpfs of its own that holds one prepared,
// read-only root for each language (roots/0, roots/1, …): mounting /usr and the rest then costs a run nothing.
// A run binds its root to /mnt, puts a fresh work directory and /proc on it, and pivots into it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "launcher.h"

#define RETRY_WITHOUT_SETATTR ENOSYS

// Makes a bind mount read-only and safe; `recursive` covers what is mounted below it as well (Linux 5.12).
static int restrict_mount(const char *path, bool recursive) {
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
  if (syscall(SYS_mount_setattr, AT_FDCWD, path, recursive ? AT_RECURSIVE : 0, &attributes, sizeof attributes) == 0)
    return 0;
  if (errno != RETRY_WITHOUT_SETATTR) return -1;
  return mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL);
}

// Creates every directory above the last component of `path` (which is changed and restored).
int make_directories(int base, char *path, mode_t mode) {
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    int result = mkdirat(base, path, mode);
    *slash = '/';
    if (result != 0 && errno != EEXIST) return -1;
  }
  return 0;
}

static int add_bind(const char *target, const char *source) {
  struct stat status;
  if (stat(source, &status) != 0) return -1;
  if (S_ISDIR(status.st_mode)) {
    if (mkdir(target, 0755) != 0 && errno != EEXIST) return -1;
  } else {
    int file = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (file < 0) return -1;
    close(file);
  }
  if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) != 0) return -1;
  return restrict_mount(target, true);
}

static int add_file(const char *target, const char *content) {
  int file = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
  if (file < 0) return -1;
  size_t length = strlen(content);
  ssize_t written = write(file, content, length);
  close(file);
  return written == (ssize_t)length ? 0 : -1;
}

static int add_entry(const char *root, uint32_t kind, const char *path, const char *value) {
  char target[1024];
  if (snprintf(target, sizeof target, "%s%s", root, path) >= (int)sizeof target) return errno = ENAMETOOLONG, -1;
  if (make_directories(AT_FDCWD, target, 0755) != 0) return -1;
  switch (kind) {
    case KLEAR_ROOT_BIND: return add_bind(target, value);
    case KLEAR_ROOT_LINK: return symlink(value, target) == 0 || errno == EEXIST ? 0 : -1;
    case KLEAR_ROOT_FILE: return add_file(target, value);
    case KLEAR_ROOT_DIRECTORY: return mkdir(target, 0755) == 0 || errno == EEXIST ? 0 : -1;
    default: return errno = EBADMSG, -1;
  }
}

// /dev with five harmless devices. Real nodes where we may make them, else binds of the host's.
static int build_devices(void) {
  static const struct {
    const char *name;
    unsigned minor;
  } devices[] = {{"null", 3}, {"zero", 5}, {"full", 7}, {"random", 8}, {"urandom", 9}};
  if (mkdir("dev", 0755) != 0) return -1;
  if (mount("dev", "dev", NULL, MS_BIND, NULL) != 0) return -1;
  for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++) {
    char target[32], source[32];
    snprintf(target, sizeof target, "dev/%s", devices[i].name);
    snprintf(source, sizeof source, "/dev/%s", devices[i].name);
    mode_t old_mask = umask(0);
    int made = mknod(target, S_IFCHR | 0666, makedev(1, devices[i].minor));
    umask(old_mask);
    if (made == 0) continue;
    int file = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
    if (file < 0) return -1;
    close(file);
    if (mount(source, target, NULL, MS_BIND, NULL) != 0) return -1;
  }
  if (symlink("/box/tmp", "dev/shm") || symlink("/proc/self/fd", "dev/fd") ||
      symlink("/proc/self/fd/0", "dev/stdin") || symlink("/proc/self/fd/1", "dev/stdout") ||
      symlink("/proc/self/fd/2", "dev/stderr"))
    return -1;
  return mount(NULL, "dev", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC, NULL);
}

// Calls `visit` for each entry of a root; ends with the first result that is not 0.
int roots_visit(const struct launcher *launcher, unsigned index, root_entry_visitor visit, void *context) {
  const char *next = launcher->root_entries, *end = next + launcher->root_entries_length;
  for (unsigned root = 0; root <= index; root++) {
    uint32_t count;
    if ((size_t)(end - next) < sizeof count) return errno = EBADMSG, -1;
    memcpy(&count, next, sizeof count);
    next += sizeof count;
    for (uint32_t i = 0; i < count; i++) {
      struct root_entry entry;
      if ((size_t)(end - next) < sizeof entry.kind) return errno = EBADMSG, -1;
      memcpy(&entry.kind, next, sizeof entry.kind);
      entry.path = next + sizeof entry.kind;
      const char *zero = memchr(entry.path, 0, (size_t)(end - entry.path));
      entry.value = zero ? zero + 1 : end;
      const char *value_end = entry.value < end ? memchr(entry.value, 0, (size_t)(end - entry.value)) : NULL;
      if (!value_end) return errno = EBADMSG, -1;
      int result = root == index ? visit(&entry, context) : 0;
      if (result != 0) return result;
      next = value_end + 1;
    }
  }
  return 0;
}

static int add_visited(const struct root_entry *entry, void *root) {
  return add_entry(root, entry->kind, entry->path, entry->value);
}

static int build_root(const struct launcher *launcher, unsigned index) {
  char root[32];
  snprintf(root, sizeof root, "roots/%u", index);
  if (mkdir(root, 0755) != 0 || mount(root, root, NULL, MS_BIND, NULL) != 0) return -1;
  static const char *const directories[] = {"/box", "/proc", "/dev", "/etc"};
  for (unsigned i = 0; i < sizeof directories / sizeof *directories; i++)
    if (add_entry(root, KLEAR_ROOT_DIRECTORY, directories[i], "") != 0) return -1;
  if (add_entry(root, KLEAR_ROOT_LINK, "/tmp", "/box/tmp") != 0) return -1;
  char devices[64];
  snprintf(devices, sizeof devices, "%s/dev", root);
  if (mount("dev", devices, NULL, MS_BIND | MS_REC, NULL) != 0) return -1;
  if (roots_visit(launcher, index, add_visited, root) != 0) return -1;
  return restrict_mount(root, false);
}

// Needs a mount namespace of our own. On success the launcher's root is the small one and the host's is gone.
enum roots_result roots_build(struct launcher *launcher) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return ROOTS_UNFINISHED;
  if (mount("klear-judge", launcher->state_directory, "tmpfs", MS_NOSUID, "mode=0755,size=16m") != 0)
    return ROOTS_UNFINISHED;
  if (chdir(launcher->state_directory) != 0) return ROOTS_UNFINISHED;
  mode_t old_mask = umask(022);
  if (mkdir("roots", 0755) != 0 || mkdir("mnt", 0755) != 0 || mkdir("proc", 0755) != 0 || build_devices() != 0)
    return ROOTS_UNFINISHED;
  // The kernel lets a user namespace mount a new /proc only where a whole one can be seen already. No run keeps this:
  // it goes with the old root when the run pivots.
  if (mount("/proc", "proc", NULL, MS_BIND | MS_REC, NULL) != 0) return ROOTS_UNFINISHED;
  for (unsigned i = 0; i < launcher->root_count; i++)
    if (build_root(launcher, i) != 0) return ROOTS_UNFINISHED;
  umask(old_mask);
  if (syscall(SYS_pivot_root, ".", ".") != 0) return ROOTS_UNFINISHED;
  return umount2(".", MNT_DETACH) == 0 && chdir("/") == 0 ? ROOTS_READY : ROOTS_HOST_IS_LEFT;
}

// Undoes a roots_build that failed: the launcher stays in the host's root, as if it had not begun.
int roots_abandon(const struct launcher *launcher) {
  if (chdir("/") != 0) return -1;
  return umount2(launcher->state_directory, MNT_DETACH) == 0 || errno == EINVAL ? 0 : -1;  // EINVAL: none is mounted
}

static int mount_work(const struct launcher *launcher, const struct klear_run_request *head) {
  char options[128];
  bool mapped = launcher->layers & KLEAR_LAYER_USER;
  snprintf(options, sizeof options, "size=%llu,nr_inodes=%llu,mode=0755,uid=%u,gid=%u",
           (unsigned long long)head->work_bytes, (unsigned long long)head->work_inodes,
           mapped ? SANDBOX_UID : launcher->outer_uid, mapped ? SANDBOX_GID : launcher->outer_gid);
  return mount("box", "/mnt/box", "tmpfs", MS_NOSUID | MS_NODEV, options);
}

// In init, inside its own mount (and perhaps user) namespace.
int roots_enter(const struct launcher *launcher, const struct klear_run_request *head, uint32_t *layers,
                uint32_t *stage) {
  char root[32];
  snprintf(root, sizeof root, "/roots/%u", head->root_index);
  *stage = KLEAR_STAGE_MOUNT;
  // Not shared with the launcher: what we mount stays in this namespace.
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -1;
  if (mount(root, "/mnt", NULL, MS_BIND | MS_REC, NULL) != 0 || mount_work(launcher, head) != 0) return -1;
  if (launcher->layers & KLEAR_LAYER_PROC) {
    *stage = KLEAR_STAGE_PROC;
    if (mount("proc", "/mnt/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=invisible,subset=pid") == 0)
      *layers |= KLEAR_LAYER_PROC;
    else
      return -1;
  }
  *stage = KLEAR_STAGE_PIVOT;
  if (chdir("/mnt") != 0 || syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 ||
      chdir("/") != 0)
    return -1;
  *layers |= KLEAR_LAYER_ROOT;
  return 0;
}
