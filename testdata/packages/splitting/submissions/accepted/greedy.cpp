#include <iostream>
#include <string>
#include <vector>

int main() {
  long long n;
  std::string kind;
  std::cin >> n >> kind;
  std::vector<long long> numbers = {1, 2};
  while (numbers.back() < n)
    numbers.push_back(kind == "binary" ? 2 * numbers.back() : numbers.back() + numbers[numbers.size() - 2]);
  for (std::size_t i = numbers.size(); i-- > 0;)
    if (numbers[i] <= n) std::cout << numbers[i] << ' ', n -= numbers[i];
  std::cout << '\n';
}
