// Called as `checker input output answer`: 0 accepted, 1 wrong answer, 2 wrong format, 3 the judge's own data is wrong.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

[[noreturn]] static void quit(int code, const std::string& words) {
  std::fprintf(stderr, "%s\n", words.c_str());
  std::exit(code);
}

static bool isPrime(long long n) {
  if (n < 2) return false;
  for (long long d = 2; d * d <= n; d++)
    if (n % d == 0) return false;
  return true;
}

/// A whole number in [low, high], or the end of the judgement.
static long long readNumber(std::istream& in, long long low, long long high, int failure, int line) {
  std::string token;
  if (!(in >> token)) quit(failure, "line " + std::to_string(line) + ": a number is missing");
  char* end = nullptr;
  long long value = std::strtoll(token.c_str(), &end, 10);
  if (*end || token.size() > 18) quit(failure, "line " + std::to_string(line) + ": not a number");
  if (value < low || value > high) quit(1, "line " + std::to_string(line) + ": out of range");
  return value;
}

int main(int argc, char** argv) {
  if (argc < 4) quit(3, "usage: checker input output answer");
  std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
  if (!input || !output || !answer) quit(3, "a file cannot be opened");
  int count = static_cast<int>(readNumber(input, 1, 1000, 3, 1));
  for (int line = 1; line <= count; line++) {
    long long n = readNumber(input, 4, 1000000, 3, line + 1);
    long long p = readNumber(output, 2, n, 2, line), q = readNumber(output, 2, n, 2, line);
    if (p + q != n) quit(1, "line " + std::to_string(line) + ": the sum is not " + std::to_string(n));
    if (!isPrime(p) || !isPrime(q)) quit(1, "line " + std::to_string(line) + ": not prime");
  }
  std::string rest;
  if (output >> rest) quit(2, "more output than expected");
  quit(0, "ok, " + std::to_string(count) + " pairs");
}
