#include <iostream>
#include <vector>

int main() {
  int n, m;
  std::cin >> n >> m;
  std::vector<std::vector<int>> after(n + 1);
  std::vector<int> waits(n + 1), order;
  for (int a, b; m-- && std::cin >> a >> b;) after[a].push_back(b), waits[b]++;
  for (int v = 1; v <= n; v++)
    if (!waits[v]) order.push_back(v);
  for (std::size_t i = 0; i < order.size(); i++)
    for (int b : after[order[i]])
      if (--waits[b] == 0) order.push_back(b);
  for (int v : order) std::cout << v << ' ';
  std::cout << '\n';
}
