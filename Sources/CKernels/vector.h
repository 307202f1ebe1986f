// Vectors of LANES elements of REAL, and sums of them in a fixed order. Included with REAL, LANES and NAME defined.
typedef REAL NAME(vector) __attribute__((ext_vector_type(LANES)));
typedef REAL NAME(unaligned) __attribute__((ext_vector_type(LANES), aligned(sizeof(REAL))));
#define VECTOR NAME(vector)
#define INLINE static inline __attribute__((always_inline)) TARGET

INLINE VECTOR NAME(load)(const REAL *p) { return *(const NAME(unaligned) *)p; }
INLINE void NAME(store)(REAL *p, VECTOR v) { *(NAME(unaligned) *)p = v; }

INLINE REAL NAME(sum)(VECTOR v) {
#if LANES == 8
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
#elif LANES == 4
  return (v[0] + v[2]) + (v[1] + v[3]);
#else
  return v[0] + v[1];
#endif
}

INLINE REAL NAME(largest)(VECTOR v) {
  REAL most = v[0];
  for (int lane = 1; lane < LANES; lane++) most = v[lane] > most ? v[lane] : most;
  return most;
}

#ifdef REAL_IS_FLOAT
/// exp with an error of about one unit in the last place: 2^n · polynomial(r), |r| ≤ ln 2 / 2.
INLINE VECTOR NAME(exp)(VECTOR x) {
  typedef int32_t whole __attribute__((ext_vector_type(LANES)));
  // Beyond these the result is infinite, or nought (there are no subnormal results above −87.3 that would matter).
  VECTOR clamped = x > 89.0f ? (VECTOR)89.0f : x;
  clamped = clamped < -104.0f ? (VECTOR)(-104.0f) : clamped;
  // Adding 1.5 · 2^23 rounds to a whole number.
  const VECTOR magic = (VECTOR)12582912.0f;
  VECTOR n = clamped * (VECTOR)1.44269504088896341f + magic;
  n = n - magic;
  VECTOR r = clamped - n * (VECTOR)0.693359375f;
  r = r - n * (VECTOR)(-2.12194440e-4f);
  VECTOR p = (VECTOR)1.9875691500e-4f;
  p = p * r + (VECTOR)1.3981999507e-3f;
  p = p * r + (VECTOR)8.3334519073e-3f;
  p = p * r + (VECTOR)4.1665795894e-2f;
  p = p * r + (VECTOR)1.6666665459e-1f;
  p = p * r + (VECTOR)5.0000001201e-1f;
  p = p * r * r + r + (VECTOR)1.0f;
  // 2^n in two factors, since n may leave the range of one exponent; NaN has no whole number, so it takes 0.
  VECTOR safe = n == n ? n : (VECTOR)0.0f;
  whole k = __builtin_convertvector(safe, whole);
  whole half = k >> 1;
  VECTOR low, high;
  whole low_bits = (half + 127) << 23, high_bits = (k - half + 127) << 23;
  __builtin_memcpy(&low, &low_bits, sizeof low);
  __builtin_memcpy(&high, &high_bits, sizeof high);
  return p * low * high;
}
#else
INLINE VECTOR NAME(exp)(VECTOR x) {
  VECTOR y;
  for (int lane = 0; lane < LANES; lane++) y[lane] = exp(x[lane]);
  return y;
}
#endif

INLINE REAL NAME(exp1)(REAL x) {
#ifdef REAL_IS_FLOAT
  return expf(x);
#else
  return exp(x);
#endif
}
INLINE REAL NAME(log1)(REAL x) {
#ifdef REAL_IS_FLOAT
  return logf(x);
#else
  return log(x);
#endif
}
INLINE REAL NAME(sqrt1)(REAL x) {
#ifdef REAL_IS_FLOAT
  return sqrtf(x);
#else
  return sqrt(x);
#endif
}
INLINE VECTOR NAME(sqrt)(VECTOR x) { return __builtin_elementwise_sqrt(x); }
