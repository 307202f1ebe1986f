// 1,000,000 frames: the stack may be as large as the memory limit.
#include <cstdio>
#include <vector>

static long long depth(long long n) {
  volatile long long keep = n;
  return n == 0 ? 0 : depth(n - 1) + (keep - n) + 1;
}

int main() {
  long long a, b;
  if (std::scanf("%lld %lld", &a, &b) != 2) return 1;
  if (depth(1'000'000) != 1'000'000) return 2;
  std::vector<long long> divisors;
  for (long long d = 2; d * d <= b; d++) {
    bool prime = true;
    for (std::size_t i = 0; prime && i < divisors.size() && divisors[i] * divisors[i] <= d; i++)
      prime = d % divisors[i] != 0;
    if (prime) divisors.push_back(d);
  }
  bool any = false;
  for (long long n = a < 2 ? 2 : a; n <= b; n++) {
    bool prime = true;
    for (std::size_t i = 0; prime && i < divisors.size() && divisors[i] * divisors[i] <= n; i++)
      prime = n % divisors[i] != 0;
    if (prime) std::printf("%lld ", n), any = true;
  }
  if (!any) std::printf("none");
}
