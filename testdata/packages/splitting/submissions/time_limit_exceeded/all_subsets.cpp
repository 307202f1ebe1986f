// Counts down from 2^60: never ends on any large input.
#include <iostream>
#include <string>

int main() {
  long long n;
  std::string kind;
  std::cin >> n >> kind;
  if (n < 10000) {
    long long a = 1, b = 2, parts[40];
    int count = 0;
    while (a <= n) {
      parts[count++] = a;
      long long next = kind == "binary" ? 2 * b : a + b;
      a = b;
      b = next;
    }
    while (count-- > 0)
      if (parts[count] <= n) std::cout << parts[count] << ' ', n -= parts[count];
    return 0;
  }
  volatile long long subset = 1LL << 60;
  while (subset > 0) subset = subset - 1;
}
