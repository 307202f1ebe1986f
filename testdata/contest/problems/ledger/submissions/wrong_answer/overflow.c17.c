#include <stdio.h>

int main(void) {
  int n, total = 0;
  long long best = -20000000000000LL;
  if (scanf("%d", &n) != 1) return 1;
  for (int i = 0; i < n; i++) {
    long long value;
    if (scanf("%lld", &value) != 1) return 1;
    total += (int)value;
    if (value > best) best = value;
  }
  printf("%d\n%lld\n", total, best);
  return 0;
}
