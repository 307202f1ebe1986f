// Forgets to flush small guesses: in the test of number 1 both sides wait for each other.
#include <stdio.h>
#include <string.h>

int main(void) {
  int low = 1, high = 1000;
  char reply[20] = "";
  while (strcmp(reply, "correct")) {
    int guess = (low + high) / 2;
    printf("%d\n", guess);
    if (guess > 20) fflush(stdout);
    if (scanf("%19s", reply) != 1) return 0;
    if (!strcmp(reply, "lower")) high = guess - 1;
    if (!strcmp(reply, "higher")) low = guess + 1;
  }
}
