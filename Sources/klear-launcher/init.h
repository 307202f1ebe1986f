// What init's files share: the run that this process supervises.
#ifndef KLEAR_INIT_H
#define KLEAR_INIT_H

#include "launcher.h"

// How long a warm interpreter may take to start a program that it was asked for, or to say how one ended.
#define WARM_TIMEOUT_MS 20000

struct supervisor {
  const struct launcher *launcher;
  struct run_request *request;
  struct run_cgroup *cgroup;
  uint32_t layers;
  int base;  // the run's own folder: work and tmp
  int work;
  int signals;
  int listener;
  pid_t program;  // 0 where a warm interpreter started it
  int channel;    // to that interpreter, until it has said how the program ended; else -1
  struct klear_end_record end;
  bool end_is_unknown;
  uint64_t started_ns;
  uint64_t last_sample_ns;
  struct tree_usage sample;
  uint64_t peak_sampled_bytes;
  int own_proc;  // /proc of the run's own processes, or -1
  uint64_t output_closed_ns;
  bool is_aside;
  struct klear_run_report report;
};

extern struct supervisor run;

void stop_with_fault(enum klear_stage stage, int error);
void fault(enum klear_stage stage);
void move_up(int *descriptor);
void note_start(const struct klear_start_record *record);

// start.c
void start_cold(int ruleset);
void start_warm(int ruleset);
void release_streams(void);

#endif
