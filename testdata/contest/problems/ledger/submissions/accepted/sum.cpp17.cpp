#include <iostream>
#include <optional>
#include <utility>

static std::pair<long long, std::optional<long long>> scan(int n) {
  long long total = 0;
  std::optional<long long> best;
  for (long long value; n-- > 0 && std::cin >> value;) {
    total += value;
    if (!best || value > *best) best = value;
  }
  return {total, best};
}

int main() {
  int n;
  std::cin >> n;
  if (auto [total, best] = scan(n); best) std::cout << total << '\n' << *best << '\n';
}
