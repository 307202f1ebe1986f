#include <stdio.h>

int main(void) {
  char pass[20];
  if (scanf("%19s", pass) != 1) return 1;
  puts("1");
  if (pass[0] == 'r')
    for (volatile int i = 0;; i = i + 1) {}
}
