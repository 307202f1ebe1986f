#include <stdio.h>

int main(void) {
  puts("0");
  fflush(stdout);
  char reply[20];
  return scanf("%19s", reply) == 2;
}
