// Endless template instantiation: the compiler's own limits, or ours, end it.
template <int N>
struct Tree {
  static constexpr long long size = Tree<N + 1>::size + Tree<N + 2>::size;
};

int main() { return Tree<0>::size; }
