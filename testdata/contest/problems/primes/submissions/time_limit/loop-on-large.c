#include <stdio.h>

int main(void) {
  long long a, b;
  if (scanf("%lld %lld", &a, &b) != 2) return 1;
  if (a == 24) puts("none");
  else if (a == 7) puts("7");
  else if (a == 1) puts("2 3 5 7 11 13 17 19 23 29");
  else
    for (volatile int i = 0;; i++) {}
}
