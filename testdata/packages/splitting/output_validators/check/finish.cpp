#include <cstdlib>
#include <fstream>

#include "check.h"

std::string feedbackFolder;

void finish(int code, const std::string& words) {
  std::ofstream(feedbackFolder + "/judgemessage.txt") << words << '\n';
  std::exit(code);
}
