#include <iostream>
#include <optional>

int main() {
  std::optional<int> value = 1;
  std::cout << *value << '\n';
}
