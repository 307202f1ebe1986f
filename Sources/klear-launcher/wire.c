// Messages: receiving them with their descriptors, and taking a run request apart without trusting its counts.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "launcher.h"

int wire_receive(int socket, void *buffer, size_t capacity, size_t *length, int *descriptors, unsigned *count) {
  union {
    char bytes[CMSG_SPACE(sizeof(int) * KLEAR_MAX_DESCRIPTORS)];
    struct cmsghdr align;
  } control;
  struct iovec part = {.iov_base = buffer, .iov_len = capacity};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  *count = 0;
  ssize_t size;
  do size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (size < 0 && errno == EINTR);
  if (size < 0) return -1;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    unsigned received = (unsigned)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (unsigned i = 0; i < received && *count < KLEAR_MAX_DESCRIPTORS; i++)
      memcpy(&descriptors[(*count)++], CMSG_DATA(header) + i * sizeof(int), sizeof(int));
  }
  *length = (size_t)size;
  if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
    for (unsigned i = 0; i < *count; i++) close(descriptors[i]);
    *count = 0;
    errno = EMSGSIZE;
    return -1;
  }
  return 0;
}

int wire_send_parts(int socket, struct iovec *parts, size_t part_count, const int *descriptors, unsigned count) {
  union {
    char bytes[CMSG_SPACE(sizeof(int) * KLEAR_MAX_DESCRIPTORS)];
    struct cmsghdr align;
  } control;
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = part_count};
  size_t length = 0;
  for (size_t i = 0; i < part_count; i++) length += parts[i].iov_len;
  if (count > KLEAR_MAX_DESCRIPTORS) return errno = E2BIG, -1;
  if (count > 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    memset(control.bytes, 0, message.msg_controllen);
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

int wire_send(int socket, const void *data, size_t length, int descriptor) {
  struct iovec part = {.iov_base = (void *)data, .iov_len = length};
  return wire_send_parts(socket, &part, 1, &descriptor, descriptor >= 0 ? 1 : 0);
}

struct cursor {
  char *next, *end;
};

static char *take_string(struct cursor *cursor) {
  char *start = cursor->next;
  char *zero = start < cursor->end ? memchr(start, 0, (size_t)(cursor->end - start)) : NULL;
  if (!zero) return NULL;
  cursor->next = zero + 1;
  return start;
}

static bool take_number(struct cursor *cursor, uint32_t *value) {
  if ((size_t)(cursor->end - cursor->next) < sizeof *value) return false;
  memcpy(value, cursor->next, sizeof *value);
  cursor->next += sizeof *value;
  return true;
}

static char **take_strings(struct cursor *cursor, uint32_t count) {
  char **strings = calloc((size_t)count + 1, sizeof *strings);
  for (uint32_t i = 0; strings && i < count; i++)
    if (!(strings[i] = take_string(cursor))) {
      free(strings);
      return NULL;
    }
  return strings;
}

// On failure the descriptors still belong to the caller.
int request_parse(char *message, size_t length, int *descriptors, unsigned count, const struct launcher *launcher,
                  struct run_request *request) {
  memset(request, 0, sizeof *request);
  request->interpreter = -1;
  if (length < sizeof request->head) return errno = EBADMSG, -1;
  memcpy(&request->head, message, sizeof request->head);
  const struct klear_run_request *head = &request->head;
  struct cursor cursor = {message + sizeof request->head, message + length};
  if (head->version != KLEAR_WIRE_VERSION || head->argument_count == 0 || head->argument_count > 16384 ||
      head->environment_count > 4096 || head->file_count > KLEAR_MAX_DESCRIPTORS ||
      head->descriptor_count > KLEAR_MAX_DESCRIPTORS || head->root_index >= launcher->root_count ||
      head->profile_index >= launcher->profile_count / 2 || count != 4 + head->file_count + head->descriptor_count)
    return errno = EBADMSG, -1;
  request->arguments = take_strings(&cursor, head->argument_count);
  request->environment = request->arguments ? take_strings(&cursor, head->environment_count) : NULL;
  request->file_paths = calloc((size_t)head->file_count + 1, sizeof *request->file_paths);
  request->file_modes = calloc((size_t)head->file_count + 1, sizeof *request->file_modes);
  request->descriptor_numbers = calloc((size_t)head->descriptor_count + 1, sizeof *request->descriptor_numbers);
  if (!request->environment || !request->file_paths || !request->file_modes || !request->descriptor_numbers)
    return request_release(request), errno = EBADMSG, -1;
  for (uint32_t i = 0; i < head->file_count; i++)
    if (!take_number(&cursor, &request->file_modes[i]) || !(request->file_paths[i] = take_string(&cursor)))
      return request_release(request), errno = EBADMSG, -1;
  for (uint32_t i = 0; i < head->descriptor_count; i++)
    if (!take_number(&cursor, &request->descriptor_numbers[i]) || request->descriptor_numbers[i] < 3 ||
        request->descriptor_numbers[i] >= INIT_DESCRIPTOR_BASE)
      return request_release(request), errno = EBADMSG, -1;
  request->run_socket = descriptors[0];
  memcpy(request->standard, descriptors + 1, sizeof request->standard);
  memcpy(request->files, descriptors + 4, sizeof(int) * head->file_count);
  memcpy(request->passed, descriptors + 4 + head->file_count, sizeof(int) * head->descriptor_count);
  return 0;
}

void request_release(struct run_request *request) {
  free(request->arguments);
  free(request->environment);
  free(request->file_paths);
  free(request->file_modes);
  free(request->descriptor_numbers);
  request->arguments = request->environment = NULL;
  request->file_paths = NULL;
  request->file_modes = request->descriptor_numbers = NULL;
}
