// What starting a program needs of Linux and Swift's Glibc module lacks.
#ifndef CPROCESSES_H
#define CPROCESSES_H

#include <sys/types.h>

// Starts `words[0]` with these three streams and no other descriptor, no signal blocked and none ignored.
// `environment` NULL: this process's own; `folder` NULL: this process's own. Returns 0 or an errno.
int cprocesses_start(char *const words[], char *const environment[], const char *folder, const int streams[3],
                     pid_t *pid);

// Whether a child has ended, without reaping it: 1, or 0 while it runs. Waits for the end if `waits`.
int cprocesses_ended(pid_t pid, int waits);

// A file without a name, to read and write; -1 and errno on failure.
int cprocesses_unnamed_file(void);

#endif
