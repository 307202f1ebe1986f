#include <stdio.h>
#include <sys/ptrace.h>

int main(void) {
  ptrace(PTRACE_TRACEME, 0, 0, 0);
  puts("2 3 5 7 11 13 17 19 23 29");
}
