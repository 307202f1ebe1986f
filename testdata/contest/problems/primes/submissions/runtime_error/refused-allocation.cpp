// Asks for more than any machine has: refused at once, far below the limit.
#include <cstdio>
#include <vector>

int main() {
  std::vector<char> all(1ULL << 55);
  std::printf("%d\n", all[12345]);
}
