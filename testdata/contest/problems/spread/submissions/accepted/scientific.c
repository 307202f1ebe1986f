#include <math.h>
#include <stdio.h>

int main(void) {
  static double values[2000];
  int n;
  if (scanf("%d", &n) != 1) return 1;
  double mean = 0, squares = 0;
  for (int i = 0; i < n; i++) {
    if (scanf("%lf", &values[i]) != 1) return 1;
    mean += values[i] / n;
  }
  for (int i = 0; i < n; i++) squares += (values[i] - mean) * (values[i] - mean);
  printf("%.15e\n%.15E\n", mean, sqrt(squares / n));
}
