#include <iostream>
#include <string>

int main() {
  std::string reply;
  std::cout << "? 0" << std::endl;
  std::cin >> reply;
  for (volatile int i = 0;; i = i + 1) {}
}
