#define _GNU_SOURCE
#include "csandbox.h"
#include "klear_remove.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/openat2.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

int csandbox_spawn_launcher(const char *path, int control, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  char *arguments[] = {"klear-launcher", NULL};
  char *environment[] = {NULL};
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, control, KLEAR_CONTROL_DESCRIPTOR);
  posix_spawn_file_actions_addclosefrom_np(&actions, KLEAR_CONTROL_DESCRIPTOR + 1);
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  int error = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

int csandbox_socketpair(int ends[2]) { return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends); }

int csandbox_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int csandbox_send(int socket, const void *data, size_t length, const int *descriptors, unsigned count) {
  union {
    char bytes[CMSG_SPACE(sizeof(int) * KLEAR_MAX_DESCRIPTORS)];
    struct cmsghdr align;
  } control;
  if (count > KLEAR_MAX_DESCRIPTORS || length > KLEAR_MAX_MESSAGE) return errno = EMSGSIZE, -1;
  struct iovec part = {.iov_base = (void *)data, .iov_len = length};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (count > 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
  }
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t)length ? 0 : -1;
}

ssize_t csandbox_receive(int socket, void *buffer, size_t capacity, int *descriptor) {
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control;
  struct iovec part = {.iov_base = buffer, .iov_len = capacity};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  *descriptor = -1;
  ssize_t size;
  // An init that ends before it has read our last command resets the connection. The kernel tells that error once, ahead
  // of the report that lies in the queue.
  bool reset = false;
  do {
    size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (size < 0 && errno == ECONNRESET && !reset) reset = true;
    else if (size >= 0 || errno != EINTR) break;
  } while (true);
  struct cmsghdr *header = size >= 0 ? CMSG_FIRSTHDR(&message) : NULL;
  if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
    memcpy(descriptor, CMSG_DATA(header), sizeof(int));
  return size;
}

int csandbox_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int csandbox_epoll_add(int epoll, int descriptor, uint64_t token) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.u64 = token};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int csandbox_epoll_remove(int epoll, int descriptor) { return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL); }

int csandbox_epoll_wait(int epoll, uint64_t *tokens, int capacity, int timeout_ms) {
  struct epoll_event events[64];
  int count = epoll_wait(epoll, events, capacity < 64 ? capacity : 64, timeout_ms);
  if (count < 0) return errno == EINTR ? 0 : -1;
  for (int i = 0; i < count; i++) tokens[i] = events[i].data.u64;
  return count;
}

int csandbox_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int csandbox_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int csandbox_seal(int descriptor) {
  if (fchmod(descriptor, 0444) != 0) return -1;
  return fcntl(descriptor, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

int csandbox_open_beneath(int directory, const char *path, int want_directory) {
  struct open_how how = {
      .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (want_directory ? O_DIRECTORY : 0),
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
  };
  int file = (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
  if (file < 0) return -1;
  struct stat status;
  if (fstat(file, &status) != 0 || !(want_directory ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode))) {
    close(file);
    return errno = EINVAL, -1;
  }
  return file;
}

int csandbox_set_nonblocking(int descriptor) {
  return fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

int csandbox_set_pipe_size(int descriptor, int bytes) { return fcntl(descriptor, F_SETPIPE_SZ, bytes); }

int csandbox_try_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB); }

const char *csandbox_signal_name(int number) { return sigabbrev_np(number); }

// systemd sets trusted.delegate for itself and root, and user.delegate (since 251) for everyone to see.
int csandbox_cgroup_is_delegated(const char *path) {
  static const char *const names[] = {"user.delegate", "trusted.delegate"};
  for (int i = 0; i < 2; i++) {
    char value = 0;
    if (getxattr(path, names[i], &value, 1) == 1 && value == '1') return 1;
  }
  return 0;
}

int csandbox_landlock_version(void) {
  return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

int csandbox_remove_tree(const char *path) {
  char *arguments[] = {"sh", "-c", KLEAR_REMOVE_SCRIPT, "sh", (char *)path, NULL};
  char *environment[] = {NULL};
  pid_t pid;
  int status = 0;
  int error = posix_spawn(&pid, "/bin/sh", NULL, NULL, arguments, environment);
  if (error != 0) return errno = error, -1;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return status == 0 ? 0 : -1;
}
