#include <stdio.h>

int main(void) {
  long long n;
  if (scanf("%lld", &n) != 1) return 1;
  for (int i = 0; i < 50 && n > 0; i++, n--) printf("1 ");
  puts("");
}
