#include <cstring>
#include <new>

int main() {
  for (;;) {
    char* block = new (std::nothrow) char[1 << 20];
    if (!block) return 1;
    std::memset(block, 1, 1 << 20);
  }
}
