#include <iostream>
#include <string>

int main() {
  int low = -1000, high = 1000;
  std::string reply;
  while (low < high) {
    int middle = low + (high - low) / 2;
    std::cout << "? " << middle << std::endl;
    std::cin >> reply;
    if (reply == "same") low = high = middle;
    if (reply == "colder") high = middle - 1;
    if (reply == "warmer") low = middle + 1;
  }
  std::cout << "! " << low << std::endl;
}
