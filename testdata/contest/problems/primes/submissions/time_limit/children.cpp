// The time of children counts, also when they are not waited for.
#include <unistd.h>

#include <cstdio>

int main() {
  long long a, b;
  if (std::scanf("%lld %lld", &a, &b) != 2) return 1;
  if (a == 24) return std::puts("none"), 0;
  if (a == 7) return std::puts("7"), 0;
  if (a == 1) return std::puts("2 3 5 7 11 13 17 19 23 29"), 0;
  for (int i = 0; i < 2; i++)
    if (fork() == 0)
      for (volatile int j = 0;; j++) {}
  pause();
}
