#include <algorithm>
#include <iostream>
#include <numeric>
#include <ranges>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<long long> values(n);
  for (auto& value : values) std::cin >> value;
  std::cout << std::accumulate(values.begin(), values.end(), 0LL) << '\n' << std::ranges::max(values) << std::endl;
}
