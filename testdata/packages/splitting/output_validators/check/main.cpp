// Called as `check input answer feedback_dir max_parts N < output`.
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <set>

#include "check.h"

static bool isBinary(long long n) { return (n & (n - 1)) == 0; }

static bool isFibonacci(long long n) {
  long long a = 1, b = 2;
  while (a < n) {
    long long next = a + b;
    a = b;
    b = next;
  }
  return a == n;
}

int main(int argc, char** argv) {
  if (argc != 6 || std::strcmp(argv[4], "max_parts") != 0) return 1;
  feedbackFolder = argv[3];
  const int allowed = std::atoi(argv[5]);
  std::ifstream input(argv[1]);
  long long n;
  std::string kind;
  if (!(input >> n >> kind)) return 1;
  std::set<long long> parts;
  long long sum = 0;
  std::string token;
  while (std::cin >> token) {
    char* end = nullptr;
    long long part = std::strtoll(token.c_str(), &end, 10);
    if (*end || token.size() > 15) finish(43, "not a number: " + token.substr(0, 40));
    if (part < 1 || part > n) finish(43, "out of range");
    if (!(kind == "binary" ? isBinary(part) : isFibonacci(part))) finish(43, token + " is not such a number");
    if (!parts.insert(part).second) finish(43, token + " twice");
    sum += part;
    if (static_cast<int>(parts.size()) > allowed) finish(43, "too many parts");
  }
  if (sum != n) finish(43, "the sum is wrong");
  finish(42, "ok");
}
