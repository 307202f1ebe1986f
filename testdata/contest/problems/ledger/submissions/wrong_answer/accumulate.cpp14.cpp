#include <algorithm>
#include <iostream>
#include <numeric>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<long long> values(n);
  for (auto& value : values) std::cin >> value;
  // The type of the 0 is the type of the sum.
  std::cout << std::accumulate(values.begin(), values.end(), 0) << '\n'
            << *std::max_element(values.begin(), values.end()) << '\n';
}
