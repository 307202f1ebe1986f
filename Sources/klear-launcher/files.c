// Filling the work directory: single files, and bundles (what a compiler left, packed by the judge).
//
// A bundle is a sequence of records: uint32 mode, uint32 path length, uint64 size, path, contents. The judge wrote it,
// but paths are checked all the same: relative, no "..".
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launcher.h"

static bool acceptable(const char *path) {
  if (path[0] == 0 || path[0] == '/' || strlen(path) >= 512) return false;
  for (const char *part = path; part; part = strchr(part, '/'), part = part ? part + 1 : NULL)
    if (part[0] == '.' && part[1] == '.' && (part[2] == '/' || part[2] == 0)) return false;
  return true;
}

static int own_directories(int work, char *path, uint32_t uid, uint32_t gid) {
  if (make_directories(work, path, 0755) != 0) return -1;
  for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    int result = fchownat(work, path, uid, gid, AT_SYMLINK_NOFOLLOW);
    *slash = '/';
    if (result != 0) return -1;
  }
  return 0;
}

static int copy(int work, const char *name, uint32_t mode, int source, off_t *offset, uint64_t size, uint32_t uid,
                uint32_t gid) {
  char path[512];
  if (!acceptable(name)) return errno = EINVAL, -1;
  strcpy(path, name);
  if (own_directories(work, path, uid, gid) != 0) return -1;
  int file = openat(work, path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, mode & 0777);
  if (file < 0) return -1;
  int result = fchown(file, uid, gid);
  while (result == 0 && size > 0) {
    ssize_t sent = sendfile(file, source, offset, size < (1u << 30) ? (size_t)size : (1u << 30));
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) {
      if (sent == 0) errno = ENODATA;
      result = -1;
    } else {
      size -= (uint64_t)sent;
    }
  }
  int error = errno;
  close(file);
  errno = error;
  return result;
}

static int make_folder(int work, const char *name, uint32_t uid, uint32_t gid) {
  char path[512];
  if (!acceptable(name)) return errno = EINVAL, -1;
  strcpy(path, name);
  return own_directories(work, path, uid, gid);
}

static int unpack_bundle(int work, int bundle, uint64_t total, uint32_t uid, uint32_t gid) {
  off_t offset = 0;
  while ((uint64_t)offset < total) {
    struct {
      uint32_t mode, path_length;
      uint64_t size;
    } record;
    char path[512];
    if (pread(bundle, &record, sizeof record, offset) != sizeof record || record.path_length >= sizeof path ||
        record.size > total)
      return errno = EBADMSG, -1;
    offset += sizeof record;
    if (pread(bundle, path, record.path_length, offset) != (ssize_t)record.path_length) return errno = EBADMSG, -1;
    path[record.path_length] = 0;
    offset += record.path_length;
    if (copy(work, path, record.mode, bundle, &offset, record.size, uid, gid) != 0) return -1;
  }
  return 0;
}

// An empty path stands for a bundle, one that ends in a slash for an empty folder.
int files_unpack(int work, const struct run_request *request, uint32_t uid, uint32_t gid) {
  for (uint32_t i = 0; i < request->head.file_count; i++) {
    struct stat status;
    if (fstat(request->files[i], &status) != 0) return -1;
    uint64_t size = (uint64_t)status.st_size;
    off_t offset = 0;
    const char *path = request->file_paths[i];
    size_t length = strlen(path);
    int result;
    if (length == 0) result = unpack_bundle(work, request->files[i], size, uid, gid);
    else if (path[length - 1] == '/') result = make_folder(work, path, uid, gid);
    else result = copy(work, path, request->file_modes[i], request->files[i], &offset, size, uid, gid);
    if (result != 0) return -1;
  }
  return 0;
}
