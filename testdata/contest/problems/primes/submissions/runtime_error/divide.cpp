#include <iostream>

int main() {
  volatile int zero = 0;
  std::cout << 1 / zero << '\n';
}
