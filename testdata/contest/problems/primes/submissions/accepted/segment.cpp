#include <cmath>
#include <cstdio>
#include <vector>

int main() {
  long long a, b;
  if (std::scanf("%lld %lld", &a, &b) != 2) return 1;
  std::vector<bool> composite(b - a + 1), small(1'000'002);
  for (long long p = 2; p * p <= b; p++) {
    if (small[p]) continue;
    for (long long m = p * p; m < 1'000'002; m += p) small[m] = true;
    for (long long m = std::max(p * p, (a + p - 1) / p * p); m <= b; m += p) composite[m - a] = true;
  }
  bool any = false;
  for (long long n = std::max(a, 2LL); n <= b; n++)
    if (!composite[n - a]) std::printf("%lld\n", n), any = true;
  if (!any) std::puts("none");
}
