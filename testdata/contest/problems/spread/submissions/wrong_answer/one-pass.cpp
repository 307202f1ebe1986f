#include <cmath>
#include <cstdio>

int main() {
  int n;
  if (std::scanf("%d", &n) != 1) return 1;
  double sum = 0, squares = 0;
  for (int i = 0; i < n; i++) {
    double value;
    if (std::scanf("%lf", &value) != 1) return 1;
    sum += value;
    squares += value * value;
  }
  double mean = sum / n;
  std::printf("%.9f %.9f\n", mean, std::sqrt(squares / n - mean * mean));
}
