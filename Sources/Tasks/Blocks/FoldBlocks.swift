/// What is made of all elements together. A fold always is there; the plain list is one too.
enum FoldBlocks {
  static let all: [Block] = [
    Block("list", any, gives: .list, ["the list of {it}"], "{it}") { value, _ in value },
    Block("sorted", any, gives: .list, ["the sorted list of {it}", "{it}, in ascending order"], "sorted({it})") {
      value, _ in .list(value.items.sorted(by: Value.precedes))
    },
    Block(
      "descending", any, gives: .list, ["{it}, in descending order"], "sorted({it}, reverse=True)"
    ) { value, _ in .list(value.items.sorted { Value.precedes($1, $0) }) },
    Block("distinct", any, gives: .list, ["{it}, sorted without repeats"], "sorted(set({it}))") {
      value, _ in .list(Set(value.items).sorted(by: Value.precedes))
    },
    Block("count", any, gives: .number, ["the number of {it}", "the count of {it}"], "len({it})") {
      value, _ in .number(value.items.count)
    },
    Block("different", any, gives: .number, ["the distinct count of {it}"], "len(set({it}))") {
      value, _ in .number(Set(value.items).count)
    },
    Block("sum", [.number], gives: .number, ["the sum of {it}", "the total of {it}"], "sum({it})") { value, _ in
      .number(value.items.reduce(0) { $0 + $1.integer })
    },
    Block("largest", [.number], gives: .number, ["the largest (or 0) of {it}"], "max({it}, default=0)") { value, _ in
      value.items.max(by: Value.precedes) ?? .number(0)
    },
    Block("smallest", [.number], gives: .number, ["the smallest (or 0) of {it}"], "min({it}, default=0)") { value, _ in
      value.items.min(by: Value.precedes) ?? .number(0)
    },
    Block("joined", [.character, .word], gives: .text, ["{it}, joined"], #""".join({it})"#) {
      value, _ in .text(value.items.map(\.string).joined())
    },
    Block("dashed", [.character, .word], gives: .text, [#"{it}, joined by "-""#], #""-".join({it})"#) { value, _ in
      .text(value.items.map(\.string).joined(separator: "-"))
    },
  ]

  private static let any: Set<Kind> = [.number, .character, .word]
}
