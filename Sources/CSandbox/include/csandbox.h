// The calls that Swift's Glibc module lacks or cannot express, each a thin wrapper. Results follow the kernel: -1 and
// errno on failure, unless said otherwise.
#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "klear_wire.h"

// Starts the launcher with `control` as descriptor 3, nothing else above 2, and its own session. Returns 0 or an errno.
int csandbox_spawn_launcher(const char *path, int control, pid_t *pid);

int csandbox_socketpair(int ends[2]);
int csandbox_pipe(int ends[2]);
int csandbox_send(int socket, const void *data, size_t length, const int *descriptors, unsigned count);
// `descriptor` is -1 where none came.
ssize_t csandbox_receive(int socket, void *buffer, size_t capacity, int *descriptor);

int csandbox_epoll_create(void);
int csandbox_epoll_add(int epoll, int descriptor, uint64_t token);
int csandbox_epoll_remove(int epoll, int descriptor);
// Fills `tokens` with the ready ones; returns their number.
int csandbox_epoll_wait(int epoll, uint64_t *tokens, int capacity, int timeout_ms);
int csandbox_eventfd(void);

// A memory file, to be filled and then sealed: nobody can change, shrink or grow it any more.
int csandbox_memory_file(const char *name);
int csandbox_seal(int descriptor);

// Opens `path` below `directory`: no symbolic link, no way out, nothing that blocks; regular files and folders only.
int csandbox_open_beneath(int directory, const char *path, int want_directory);

int csandbox_set_nonblocking(int descriptor);
int csandbox_set_pipe_size(int descriptor, int bytes);
// 0 when the lock was taken, -1 with EWOULDBLOCK when somebody holds it.
int csandbox_try_lock(int descriptor);

// Removes a folder and all in it, however deep. By rm(1), which does not follow links and needs no long path names.
int csandbox_remove_tree(const char *path);

// "SEGV" for 11; NULL if unknown.
const char *csandbox_signal_name(int number);

int csandbox_landlock_version(void);

// Whether systemd handed this cgroup over, with all below it (Delegate=yes).
int csandbox_cgroup_is_delegated(const char *path);

#endif
