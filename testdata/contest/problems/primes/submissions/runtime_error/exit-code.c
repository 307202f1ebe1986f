#include <stdio.h>
// The right answer to the first test, but not success.
int main(void) {
  puts("2 3 5 7 11 13 17 19 23 29");
  return 3;
}
