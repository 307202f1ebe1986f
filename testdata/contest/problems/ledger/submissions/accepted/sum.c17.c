#include <stdio.h>

int main(void) {
  int n;
  if (scanf("%d", &n) != 1) return 1;
  long long total = 0, best = 0;
  for (int i = 0; i < n; i++) {
    long long value;
    if (scanf("%lld", &value) != 1) return 1;
    total += value;
    if (i == 0 || value > best) best = value;
  }
  printf("%lld\n%lld\n", total, best);
  return 0;
}
