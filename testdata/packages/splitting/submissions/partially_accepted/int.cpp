// Right for small numbers only.
#include <iostream>
#include <string>

int main() {
  int n = 0;
  std::string kind;
  std::cin >> n >> kind;
  if (kind.empty()) return 0;
  int numbers[60] = {1, 2}, count = 2;
  for (; numbers[count - 1] < n && count < 30; count++)
    numbers[count] = kind == "binary" ? 2 * numbers[count - 1] : numbers[count - 1] + numbers[count - 2];
  while (count-- > 0)
    if (numbers[count] <= n) std::cout << numbers[count] << ' ', n -= numbers[count];
}
