#include <inttypes.h>
#include <stdio.h>

#define larger(a, b) _Generic((a), int64_t: larger64)(a, b)

static int64_t larger64(int64_t a, int64_t b) { return a > b ? a : b; }

int main(void) {
  int n;
  if (scanf("%d", &n) != 1) return 1;
  int64_t total = 0, best = INT64_MIN;
  while (n-- > 0) {
    int64_t value;
    if (scanf("%" SCNd64, &value) != 1) return 1;
    total += value;
    best = larger(best, value);
  }
  printf("%" PRId64 "\n%" PRId64 "\n", total, best);
}
