#include <iostream>
#include <vector>

int main() {
  std::vector<bool> composite(1000001);
  composite[0] = composite[1] = true;
  for (int p = 2; p <= 1000; p++)
    if (!composite[p])
      for (int m = p * p; m <= 1000000; m += p) composite[m] = true;
  int t;
  std::cin >> t;
  for (int n; t-- && std::cin >> n;)
    for (int p = n - 2; p > 1; p--)
      if (!composite[p] && !composite[n - p]) {
        std::cout << p << ' ' << n - p << '\n';
        break;
      }
}
