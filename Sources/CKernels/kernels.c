// The kernels four times: for float and double, for any machine and for AVX2 with FMA.
#include "klear_kernels.h"
#include <math.h>
#include <string.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(word) JOIN(word, SUFFIX)

/// Of row_products: rows and outputs whose sums are in registers at once, and the part of a weight that stays in the cache
/// while all rows pass.
enum { ROW_PRODUCT_ROWS = 4, ROW_PRODUCT_OUTPUTS = 3, ROW_PRODUCT_PANEL_BYTES = 1 << 17 };

#define REAL float
#define REAL_IS_FLOAT
#define KERNELS klear_kernels_f32
#define LANES 4
#define SUFFIX f32_portable
#define TARGET
#include "instance.h"
#if defined(__x86_64__)
#define LANES 8
#define SUFFIX f32_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "instance.h"
#endif
#undef REAL
#undef REAL_IS_FLOAT
#undef KERNELS

#define REAL double
#define KERNELS klear_kernels_f64
#define LANES 2
#define SUFFIX f64_portable
#define TARGET
#include "instance.h"
#if defined(__x86_64__)
#define LANES 4
#define SUFFIX f64_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "instance.h"
#endif

bool klear_kernels_have_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

bool klear_kernels_have_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

const struct klear_kernels_f32 *klear_kernels_for_float(bool portable) {
#if defined(__x86_64__)
  if (!portable && klear_kernels_have_avx2()) return &table_f32_avx2;
#endif
  (void)portable;
  return &table_f32_portable;
}

const struct klear_kernels_f64 *klear_kernels_for_double(bool portable) {
#if defined(__x86_64__)
  if (!portable && klear_kernels_have_avx2()) return &table_f64_avx2;
#endif
  (void)portable;
  return &table_f64_portable;
}
