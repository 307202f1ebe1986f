#include <iostream>

int main() {
  auto read = [](auto& value) -> auto& { return std::cin >> value; };
  int n;
  read(n);
  long long total = 0, best = -10'000'000'000'001, value;
  while (n-- && read(value)) total += value, best = std::max(best, value);
  std::cout << total << "\n" << best << "\n";
}
