#include <compare>
#include <iostream>
#include <ranges>
#include <span>
#include <vector>

struct Entry {
  long long value;
  auto operator<=>(const Entry&) const = default;
};

static long long total(std::span<const Entry> entries) {
  long long sum = 0;
  for (long long value : entries | std::views::transform(&Entry::value)) sum += value;
  return sum;
}

int main() {
  int n;
  std::cin >> n;
  std::vector<Entry> entries(n);
  for (auto& entry : entries) std::cin >> entry.value;
  Entry best = entries.front();
  for (const auto& entry : entries)
    if (entry > best) best = entry;
  std::cout << total(entries) << '\n' << best.value << '\n';
}
