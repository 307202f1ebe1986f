#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
  int n;
  if (std::scanf("%d", &n) != 1) return 1;
  std::vector<long long> values(n);
  long long total = 0;
  for (auto& value : values) {
    if (std::scanf("%lld", &value) != 1) return 1;
    total += value;
  }
  std::printf("%lld\n%lld\n", total, *std::max_element(values.begin(), values.end()));
}
