#include <algorithm>
#include <bitset>
#include <iostream>
#include <string>

int main() {
  std::string pass, word;
  std::cin >> pass >> word;
  if (pass == "send") {
    for (char letter : word) std::cout << std::bitset<5>(letter - 'a');
  } else {
    std::reverse(word.begin(), word.end());
    for (std::size_t i = 0; i < word.size(); i += 5)
      std::cout << static_cast<char>('a' + std::bitset<5>(word.substr(i, 5)).to_ulong());
  }
  std::cout << '\n';
}
