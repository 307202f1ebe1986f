#include <iostream>

int main() {
  volatile int primes = 10, zero = 0;
  std::cout << primes / zero << '\n';
}
