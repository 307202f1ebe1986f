// What the files of the launcher share. See main.c for the theory of operation.
#ifndef KLEAR_LAUNCHER_H
#define KLEAR_LAUNCHER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "klear_remove.h"
#include "klear_wire.h"

#define SANDBOX_UID 1000
#define SANDBOX_GID 1000

// Ids of the host for runs that have no user namespace, far above those that people and systems use. An id of its own
// lets the kernel count and kill exactly the processes of one run; no two launchers have one in common.
#define FIRST_RUN_ID (1u << 30)
#define RUN_IDS 256u

// Where init's own descriptors live: above every number that a program may be given.
#define INIT_DESCRIPTOR_BASE 200

// Where the launcher keeps descriptors of cgroups: init closes what it finds from here on.
#define CGROUP_DESCRIPTOR_BASE 2048

struct launcher {
  int control;
  int proc;  // the host's /proc, kept open because the launcher leaves the host's root
  uint32_t layers;
  uint32_t forbidden;
  uint32_t outer_uid, outer_gid;  // whom programs are outside; a run's init has those of its run
  bool run_identities;            // each run has an id of the host to itself,
  uint32_t first_run_id;          // RUN_IDS of them, from this one on
  uint32_t cgroup_version, cgroup_present;
  int cgroup_directories[3];  // v1: memory, pids, cpu; v2: [0] only
  int aside_group;            // directory of the group for runs set aside, or -1
  unsigned root_count;
  const char *root_entries;  // as configured: what each root offers
  size_t root_entries_length;
  unsigned profile_count;
  struct sock_fprog profiles[KLEAR_MAX_PROFILES];
  int landlock_abi;
  int processor_count;
  int null_device;
  char state_directory[512];
  int state;  // the state directory itself: work directories of runs without a mount namespace
};

enum cgroup_slot { CGROUP_MEMORY = 0, CGROUP_PIDS = 1, CGROUP_CPU = 2 };

// The cgroups of one run, as open descriptors that init inherits.
struct run_cgroup {
  struct run_cgroup *next;  // among those that wait for another run
  char name[32];
  uint32_t version;         // 0 none, 1, 2
  uint32_t present;         // bits of cgroup_slot
  int attach[3];            // cgroup.procs / tasks, open for writing; -1 if absent
  int attach_count;
  int cpu_usage;            // cpuacct.usage or cpu.stat
  int cpu_user, cpu_system; // v1 only
  int memory_peak;          // memory.max_usage_in_bytes, memory.peak or memory.current
  int memory_usage;                  // memory.usage_in_bytes or memory.current
  int memory_events;        // memory.oom_control or memory.events
  int pids_events;
  int aside;                // cgroup.procs of the group for runs set aside, or the run's own weight; or -1
  bool aside_is_group;
  bool can_be_reused;
  // What earlier runs have left in the counters, and the limits that are set.
  uint64_t cpu_before, user_before, system_before, memory_before;
  uint64_t memory_bytes, processes;
};

// One request, parsed and bounds-checked; the strings point into the message.
struct run_request {
  struct klear_run_request head;
  uint64_t received_ns;
  char **arguments, **environment;
  const char **file_paths;
  uint32_t *file_modes;
  uint32_t *descriptor_numbers;
  int run_socket;
  int interpreter;  // where to ask for the program, or -1: it is started by exec
  int standard[3];
  int files[KLEAR_MAX_DESCRIPTORS];
  int passed[KLEAR_MAX_DESCRIPTORS];
};

// What init knows of the tree that it supervises.
struct tree_usage {
  uint64_t cpu_ns;
  uint64_t run_delay_ns;
  uint64_t resident_bytes;
};

// namespaces.c
int clone_flags(uint32_t layers);
pid_t fork_into(int flags);
int map_ids(const struct launcher *launcher, pid_t child);

// probe.c: finds the layers, and says in `hello` why others are off
void probe_machine(struct launcher *launcher, struct klear_hello *hello);

// roots.c
struct root_entry {
  uint32_t kind;
  const char *path, *value;
};
typedef int (*root_entry_visitor)(const struct root_entry *entry, void *context);
int roots_visit(const struct launcher *launcher, unsigned index, root_entry_visitor visit, void *context);
enum roots_result { ROOTS_READY, ROOTS_UNFINISHED, ROOTS_HOST_IS_LEFT };  // but for the first, with errno
enum roots_result roots_build(struct launcher *launcher);
int roots_abandon(const struct launcher *launcher);
int roots_enter(const struct launcher *launcher, const struct klear_run_request *head, uint32_t *layers,
                uint32_t *stage);

// cgroups.c
int cgroup_create(const struct launcher *launcher, const struct klear_run_request *head, struct run_cgroup *cgroup);
void cgroup_close(struct run_cgroup *cgroup);
int cgroup_set_limits(const struct launcher *launcher, const struct klear_run_request *head, struct run_cgroup *cgroup);
bool cgroup_count_from_now(struct run_cgroup *cgroup);
bool cgroup_is_as_new(const struct run_cgroup *cgroup);
int cgroup_remove(const struct launcher *launcher, const struct run_cgroup *cgroup);
bool cgroup_cpu_usage(const struct run_cgroup *cgroup, uint64_t *total_ns);
void cgroup_final(const struct run_cgroup *cgroup, struct klear_run_report *report);
uint32_t cgroup_oom_kills(const struct run_cgroup *cgroup);

// reuse.c
int cgroup_take(const struct launcher *launcher, const struct klear_run_request *head, struct run_cgroup *cgroup);
int cgroup_give_back(const struct launcher *launcher, struct run_cgroup *cgroup);
bool cgroups_tidy(const struct launcher *launcher);
void cgroups_end(const struct launcher *launcher);

// place.c
void place_words(struct run_request *request, const char *folder);

// init.c: never returns
void init_main(const struct launcher *launcher, struct run_request *request, struct run_cgroup *cgroup, int go)
    __attribute__((noreturn));

// program.c: never returns; reports failures on `errors`
void program_main(const struct launcher *launcher, const struct run_request *request, const struct run_cgroup *cgroup,
                  uint32_t layers, int landlock_ruleset, int work, int errors) __attribute__((noreturn));
int landlock_prepare(const struct launcher *launcher, const struct klear_run_request *head, bool own_root, int base);

struct program_limit {
  int resource;
  uint64_t value;
};
#define MAX_PROGRAM_LIMITS 12
unsigned program_limits(const struct launcher *launcher, const struct run_request *request, uint32_t layers,
                        struct program_limit limits[MAX_PROGRAM_LIMITS]);

// interpreters.c: the launcher's side of warm interpreters
int interpreter_start(const struct launcher *launcher, struct run_request *request);
int interpreter_socket(uint64_t id);
void interpreter_ended(pid_t pid);
void interpreters_end(void);

// enter.c
const void *enter_code(size_t *size);

// tree.c
void tree_open(int proc);
void tree_sample(struct tree_usage *usage, bool all_processes_are_ours);
void tree_kill(const struct launcher *launcher, bool own_pid_namespace);

// aside.c
void aside_open(const struct launcher *launcher, struct run_cgroup *cgroup);
void aside_move(const struct run_cgroup *cgroup, int proc);
bool aside_is_as_new(const struct run_cgroup *cgroup);
bool processors_are_short(const struct launcher *launcher);

// streams.c
void stream_release_closed(int proc, int *descriptor, uint64_t *closed_since_ns);

// files.c
int files_unpack(int work, const struct run_request *request, uint32_t owner_uid, uint32_t owner_gid);
int make_directories(int base, char *path, mode_t mode);

// wire.c
int wire_receive(int socket, void *buffer, size_t capacity, size_t *length, int *descriptors, unsigned *count);
int wire_send_parts(int socket, struct iovec *parts, size_t part_count, const int *descriptors, unsigned count);
int wire_send(int socket, const void *data, size_t length, int descriptor);
int request_parse(char *message, size_t length, int *descriptors, unsigned count, const struct launcher *launcher,
                  struct run_request *request);
void request_release(struct run_request *request);

// util.c
uint64_t monotonic_ns(void);
int write_string_at(int directory, const char *path, const char *value);
ssize_t read_small(int descriptor, char *buffer, size_t capacity);

#endif
