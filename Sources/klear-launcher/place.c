// Without a root of its own a run's folder lies somewhere below the host's: the words that name it are rewritten.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "launcher.h"

// What the judge's words call the work directory, in a root of its own.
#define WORK "/box/work"
#define TEMPORARY_VARIABLE "TMPDIR="

static char *replaced(const char *word, const char *folder) {
  size_t count = 0;
  for (const char *found = strstr(word, WORK); found; found = strstr(found + 1, WORK)) count++;
  char *result = malloc(strlen(word) + count * (strlen(folder) + sizeof "/work") + 1);
  if (!result) _exit(1);
  char *end = result;
  for (const char *found; (found = strstr(word, WORK)); word = found + strlen(WORK))
    end += sprintf(end, "%.*s%s/work", (int)(found - word), word, folder);
  strcpy(end, word);
  return result;
}

// Changes the arguments and the environment of a run whose work and tmp lie in `folder`.
void place_words(struct run_request *request, const char *folder) {
  for (char **word = request->arguments; *word; word++)
    if (strstr(*word, WORK)) *word = replaced(*word, folder);
  for (char **word = request->environment; *word; word++) {
    if (strncmp(*word, TEMPORARY_VARIABLE, strlen(TEMPORARY_VARIABLE)) == 0) {
      if (asprintf(word, TEMPORARY_VARIABLE "%s/tmp", folder) < 0) _exit(1);
    } else if (strstr(*word, WORK)) {
      *word = replaced(*word, folder);
    }
  }
}
