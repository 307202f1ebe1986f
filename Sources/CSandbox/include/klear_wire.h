// The messages between the judge (Swift), the launcher and the init of each sandbox.
//
// All travel over SOCK_SEQPACKET Unix sockets: one message is one packet, in the byte order of the machine, with
// descriptors beside it (SCM_RIGHTS). Both ends are built from this header, so there is no versioning beyond a check.
#ifndef KLEAR_WIRE_H
#define KLEAR_WIRE_H

#include <stdint.h>

#define KLEAR_WIRE_VERSION 14u
#define KLEAR_MAX_MESSAGE (128u * 1024u)
#define KLEAR_MAX_DESCRIPTORS 96u
#define KLEAR_MAX_ROOTS 48u
#define KLEAR_MAX_PROFILES 16u
#define KLEAR_CONTROL_DESCRIPTOR 3

// Isolation layers, as bits. The order is that of `IsolationLayer` in Swift.
enum klear_layer {
  KLEAR_LAYER_USER = 1u << 0,
  KLEAR_LAYER_PID = 1u << 1,
  KLEAR_LAYER_MOUNT = 1u << 2,
  KLEAR_LAYER_NET = 1u << 3,
  KLEAR_LAYER_IPC = 1u << 4,
  KLEAR_LAYER_UTS = 1u << 5,
  KLEAR_LAYER_CGROUP_NS = 1u << 6,
  KLEAR_LAYER_ROOT = 1u << 7,
  KLEAR_LAYER_PROC = 1u << 8,
  KLEAR_LAYER_PRIVILEGES = 1u << 9,
  KLEAR_LAYER_SECCOMP = 1u << 10,
  KLEAR_LAYER_LANDLOCK = 1u << 11,
  KLEAR_LAYER_RLIMITS = 1u << 12,
  KLEAR_LAYER_MEMORY = 1u << 13,
  KLEAR_LAYER_PIDS = 1u << 14,
  KLEAR_LAYER_CPU = 1u << 15,
};
#define KLEAR_LAYER_COUNT 16

// Where a set-up failed: travels with errno, so that a fault of ours names its step.
enum klear_stage {
  KLEAR_STAGE_NONE = 0,
  KLEAR_STAGE_REQUEST,
  KLEAR_STAGE_CGROUP,
  KLEAR_STAGE_CLONE,
  KLEAR_STAGE_ID_MAP,
  KLEAR_STAGE_MOUNT,
  KLEAR_STAGE_PROC,
  KLEAR_STAGE_PIVOT,
  KLEAR_STAGE_WORK_DIRECTORY,
  KLEAR_STAGE_FILES,
  KLEAR_STAGE_DESCRIPTORS,
  KLEAR_STAGE_FORK,
  KLEAR_STAGE_ATTACH,
  KLEAR_STAGE_RLIMITS,
  KLEAR_STAGE_CREDENTIALS,
  KLEAR_STAGE_LANDLOCK,
  KLEAR_STAGE_SECCOMP,
  KLEAR_STAGE_EXEC,
  KLEAR_STAGE_SUPERVISE,
  KLEAR_STAGE_ROOTS,
  KLEAR_STAGE_NAMESPACES,
  KLEAR_STAGE_WARM,
};

// Judge → launcher, once, first. Followed by `root_count` roots, each `entry_count` (uint32) entries:
//   uint32 kind, then two NUL-terminated strings (path inside, source on the host or link target or file content).
// Descriptors: memory, pids, cpu cgroup directories (v1) or one (v2), as `cgroup_count` says, then with `has_aside_group`
// the one for runs set aside, then one filter each profile.
struct klear_configuration {
  uint32_t version;
  uint32_t forbidden_layers;  // layers not to try: for tests, and for users who must
  uint32_t outer_uid, outer_gid;
  uint32_t cgroup_version;  // 0 none, 1, 2
  uint32_t cgroup_present;  // v1: bit 0 memory, bit 1 pids, bit 2 cpu; v2: the same bits, of controllers enabled
  uint32_t cgroup_count;    // descriptors
  uint32_t has_aside_group;  // of little weight, for runs to be moved into
  uint32_t root_count;
  uint32_t profile_count;  // the second half are the same again, for runs without an ipc namespace
  uint32_t landlock_abi_limit;
  // then: NUL-terminated path of the state directory of this judge
};

enum klear_root_kind {
  KLEAR_ROOT_BIND = 0,       // read-only bind of a host path (file or directory)
  KLEAR_ROOT_LINK = 1,       // symbolic link
  KLEAR_ROOT_FILE = 2,       // small file with the content given
  KLEAR_ROOT_DIRECTORY = 3,  // empty directory
};

// Launcher → judge, once, in answer.
struct klear_hello {
  uint32_t version;
  uint32_t ok;
  uint32_t stage;
  uint32_t error;
  uint32_t layers;                            // layers that it can give every run
  int32_t layer_errors[KLEAR_LAYER_COUNT];    // errno of the first try of each that is off
  uint32_t program_user;                      // the host's id of programs where they have no user namespace
  uint32_t forks_are_limited;                 // by a cgroup or by the kernel's count for the program's id
};

enum klear_run_flags {
  KLEAR_RUN_KEEP_WORK = 1u << 0,      // send a descriptor of the work directory with the report
  KLEAR_RUN_UNACCOUNTED = 1u << 1,    // no memory limit and no accounting: to warm the page cache
  KLEAR_RUN_HOLD_STREAMS = 1u << 2,   // whoever talks with the program sees it gone only once its end is recorded
  KLEAR_RUN_PASS_ON_CLOSING = 1u << 3,  // with the one above: but an output that the program closes itself is closed
  KLEAR_RUN_INTERPRETER = 1u << 4,  // not a run: a warm interpreter, which serves runs under this id from now on
  KLEAR_RUN_FINALIZES = 1u << 5,    // warm: what the program leaves is finalized at its end
};

// Judge → launcher, one a run. Followed by NUL-terminated strings: arguments, environment, then for each file its
// mode (uint32) and path, then one uint32 a passed descriptor: the number the program sees.
// Descriptors: run socket, standard input, output, error, then one a file, then the passed ones.
struct klear_run_request {
  uint32_t version;
  uint32_t flags;
  uint64_t run_id;
  uint32_t root_index;
  uint32_t profile_index;
  uint64_t cpu_limit_ns;
  uint64_t cpu_grace_ns;   // beyond the limit, for a run that gets there while processors are short
  uint64_t set_aside_ns;   // CPU time from which on it gives way to others; 0: never
  uint64_t idle_limit_ns;
  uint64_t overload_limit_ns;
  uint64_t memory_bytes;
  uint64_t work_bytes;
  uint64_t work_inodes;
  uint64_t file_bytes;
  uint64_t stack_bytes;  // 0: no limit
  uint32_t processes;
  uint32_t open_files;
  uint32_t argument_count;
  uint32_t environment_count;
  uint32_t file_count;
  uint32_t descriptor_count;
  uint64_t interpreter;   // the warm interpreter that forks the program, or 0: the program is started by exec
  uint32_t code_input;    // warm: numbers of the passed descriptors that hold the compiled program,
  uint32_t code_output;   // and that take it when it has to be compiled; 0: none
};

// Init → warm interpreter, one a run: a row of uint64 that a script can take apart: these, then `limit_count` pairs
// (resource, value), then the number of each passed descriptor; then the arguments, each ended by a zero byte.
// Descriptors: channel, pidfd of init, standard input, output, error, `attach_count` cgroup files, the Landlock ruleset if
// any, the passed ones. Over the channel come back a klear_start_record, with the seccomp listener beside it, and from the
// interpreter itself, when the program has ended, a klear_end_record.
struct klear_warm_request {
  uint64_t version;
  uint64_t limit_count;
  uint64_t descriptor_count;
  uint64_t attach_count;
  uint64_t has_ruleset;
  uint64_t code_input, code_output;
  uint64_t namespaces;  // CLONE_NEW* flags to join, but for the pid namespace
  uint64_t user_id, group_id;
  uint64_t finalizes;
};

// What a warm interpreter finds on descriptor 4 when it starts: a file of `code_size` bytes of machine code (enter.c), a
// multiple of the page size, then this, then the seccomp filter. Requests come over descriptor 3.
struct klear_warm_settings {
  uint64_t version;
  uint64_t code_size;
  uint64_t filter_length;  // instructions; 0: no filter
  char work_directory[16];
};

// What it sets aside for that code, zeroed; the request's length and then the request are at its beginning.
#define KLEAR_WARM_MEMORY_BYTES (192u * 1024u)

// The moments of a run that are noted, on CLOCK_MONOTONIC, in the order in which they come.
enum klear_moment {
  KLEAR_MOMENT_RECEIVED,   // the launcher has the request
  KLEAR_MOMENT_CLONED,     // init runs, in namespaces of its own
  KLEAR_MOMENT_FURNISHED,  // root, work directory and files are there
  KLEAR_MOMENT_FORKED,     // the process of the program exists
  KLEAR_MOMENT_JOINED,     // it is inside: cgroups, namespaces, descriptors
  KLEAR_MOMENT_CONFINED,   // rights, limits and the filter are as the program has them
  KLEAR_MOMENT_ENDED,      // the program has ended
  KLEAR_MOMENT_CLEARED,    // nothing of it is left
};
#define KLEAR_MOMENT_COUNT 8

struct klear_start_record {
  uint32_t stage;  // KLEAR_STAGE_NONE: the program starts now
  int32_t error;
  int32_t listener;  // within one descriptor table: the seccomp listener's number
  uint32_t reserved;
  uint64_t forked_ns, joined_ns, confined_ns;
};

struct klear_end_record {
  uint64_t status;  // as wait(2) gives it
  uint64_t user_us, system_us, resident_kib;
};

// Judge → init over the run socket: one byte. End of file means cancel, too.
enum klear_command {
  KLEAR_COMMAND_CANCEL = 'C',
  KLEAR_COMMAND_OUTPUT_LIMIT = 'O',
  KLEAR_COMMAND_REFUSED_OUTPUT = 'R',
};

enum klear_ending {
  KLEAR_ENDING_EXITED = 0,
  KLEAR_ENDING_SIGNALED = 1,
};

enum klear_cause {
  KLEAR_CAUSE_NONE = 0,  // the program ended by itself
  KLEAR_CAUSE_CPU,
  KLEAR_CAUSE_IDLE,
  KLEAR_CAUSE_MEMORY,
  KLEAR_CAUSE_OUTPUT,
  KLEAR_CAUSE_VIOLATION,
  KLEAR_CAUSE_CANCELLED,
  KLEAR_CAUSE_OVERLOAD,
  KLEAR_CAUSE_REFUSED_OUTPUT,  // the judge has seen enough of what the program prints
};

// Init → judge over the run socket, before the report: the run has been set aside.
#define KLEAR_NOTE_ASIDE 'A'

// Init → judge over the run socket, once; with KLEAR_RUN_KEEP_WORK a descriptor of the work directory beside it.
struct klear_run_report {
  uint32_t version;
  uint32_t fault_stage;  // not 0: no report, a fault of ours (or of the request) in this stage
  int32_t fault_errno;
  uint32_t ending;
  int32_t code;  // exit code or signal
  uint32_t cause;
  int32_t syscall_number;
  uint32_t syscall_arch;
  uint64_t cpu_ns, user_ns, system_ns, wall_ns, run_delay_ns;
  uint64_t moments_ns[KLEAR_MOMENT_COUNT];  // by klear_moment
  uint64_t peak_memory_bytes;
  uint32_t oom_kills;
  uint32_t refused_forks;
  uint32_t layers;
  uint32_t was_busy;  // processors were short when the CPU limit was reached
};

#endif
