#include <bitset>
#include <cstdio>
#include <cstdlib>
#include <vector>

int main() {
  int n, total = 0;
  if (std::scanf("%d", &n) != 1) return 1;
  std::vector<int> values(n);
  for (int& value : values) {
    if (std::scanf("%d", &value) != 1) return 1;
    total += value;
  }
  std::vector<std::bitset<8001>> reached(n + 1);
  reached[0][0] = true;
  for (int i = 0; i < n; i++) reached[i + 1] = reached[i] | reached[i] << values[i];
  int best = total / 2;
  while (!reached[n][best]) best--;
  std::printf("%d\n", total - 2 * best);
  for (int i = n; i > 0; i--)
    if (!reached[i - 1][best]) std::printf("%d ", i), best -= values[i - 1];
  std::puts("");
}
