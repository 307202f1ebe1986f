#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "launcher.h"

uint64_t monotonic_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int write_string_at(int directory, const char *path, const char *value) {
  int file = openat(directory, path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t size = (ssize_t)strlen(value);
  ssize_t written = write(file, value, (size_t)size);
  close(file);
  return written == size ? 0 : -1;
}

// Reads a whole kernel file of less than `capacity` bytes from its start.
ssize_t read_small(int descriptor, char *buffer, size_t capacity) {
  ssize_t size = pread(descriptor, buffer, capacity - 1, 0);
  if (size < 0) return -1;
  buffer[size] = 0;
  return size;
}
