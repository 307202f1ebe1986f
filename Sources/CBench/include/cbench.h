// What the benchmarks need of Linux and Swift's Glibc module lacks.
#ifndef CBENCH_H
#define CBENCH_H

// From now on this process is the parent of processes whose own has ended.
void cbench_adopt_orphans(void);

// Binds every thread of this process, and so its children to come, to the first processor it may use. 0 or -1.
int cbench_use_one_processor(void);

// CPU nanoseconds of this process and of all children that it has waited for.
long long cbench_processor_ns(void);

#endif
