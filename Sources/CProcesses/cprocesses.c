#define _GNU_SOURCE
#include "cprocesses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int cprocesses_start(char *const words[], char *const environment[], const char *folder, const int streams[3],
                     pid_t *pid) {
  // Copies above the three numbers, so that no dup2 overwrites a stream that a later one still needs.
  int copies[3];
  int error = 0;
  for (int stream = 0; stream < 3; stream++) {
    copies[stream] = fcntl(streams[stream], F_DUPFD_CLOEXEC, 3);
    if (copies[stream] < 0 && !error) error = errno;
  }
  if (!error) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int stream = 0; stream < 3; stream++) posix_spawn_file_actions_adddup2(&actions, copies[stream], stream);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    error = posix_spawn(pid, words[0], &actions, &attributes, words, environment ? environment : environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  for (int stream = 0; stream < 3; stream++)
    if (copies[stream] >= 0) close(copies[stream]);
  return error;
}

int cprocesses_ended(pid_t pid, int waits) {
  siginfo_t info;
  info.si_pid = 0;
  int options = WEXITED | WNOWAIT | (waits ? 0 : WNOHANG);
  while (waitid(P_PID, (id_t)pid, &info, options) != 0)
    if (errno != EINTR) return 1;  // ECHILD: reaped by another thread meanwhile.
  return info.si_pid != 0;
}

int cprocesses_unnamed_file(void) { return memfd_create("klear-process", MFD_CLOEXEC); }
