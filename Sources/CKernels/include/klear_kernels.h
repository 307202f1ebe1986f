/// Vectorised loops of the trainer: what lies between two matrix products.
///
/// Every kernel works on the rows that it is given, in one thread; the pool above splits rows over cores. Matrices are
/// row-major; `stride` is the distance between rows in elements. Reductions have a fixed order: the same input gives the
/// same bits, whatever the number of threads. NaN and infinities pass through as IEEE 754 says (nothing here is compiled
/// with fast-math), so that the guards above see them.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REAL float
#define KERNELS klear_kernels_f32
#include "klear_kernels_table.h"
#undef REAL
#undef KERNELS

#define REAL double
#define KERNELS klear_kernels_f64
#include "klear_kernels_table.h"
#undef REAL
#undef KERNELS

/// Whether this machine runs the kernels compiled for AVX2 and FMA.
bool klear_kernels_have_avx2(void);

// Whether this CPU has what OpenBLAS calls SkylakeX: AVX-512 with F, DQ, BW and VL.
bool klear_kernels_have_avx512(void);

/// The kernels for this machine; with `portable`, those that run anywhere. Never null.
const struct klear_kernels_f32 *klear_kernels_for_float(bool portable);
const struct klear_kernels_f64 *klear_kernels_for_double(bool portable);
