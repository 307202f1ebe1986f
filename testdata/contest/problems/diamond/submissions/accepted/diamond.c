#include <stdio.h>
#include <stdlib.h>

int main(void) {
  int n;
  if (scanf("%d", &n) != 1) return 1;
  for (int row = 1 - n; row < n; row++) {
    int stars = 2 * (n - abs(row)) - 1;
    printf("%*s", abs(row), "");
    while (stars--) putchar('*');
    putchar('\n');
  }
}
