/// What is done to the result last.
enum PostBlocks {
  static let all: [Block] =
    [Block("none", [.number, .list, .text], ["{it}"], "{it}") { value, _ in value }] + numbers + sequences

  private static let numbers: [Block] = [
    Block("plus", [.number], constants: 2...9, ["{it}, plus {k}", "{k} more than {it}"], "{it} + {k}") {
      .number($0.integer + $1)
    },
    Block("minus", [.number], constants: 2...9, ["{it}, minus {k}", "{k} less than {it}"], "{it} - {k}") {
      .number($0.integer - $1)
    },
    Block("times", [.number], constants: 2...9, ["{it}, times {k}", "{k} times {it}"], "{it} * {k}") {
      .number($0.integer * $1)
    },
    Block("modulo", [.number], constants: 3...9, ["{it}, modulo {k}"], "{it} % {k}") {
      .number(Floor.remainder($0.integer, $1))
    },
    Block("at-least", [.number], constants: 2...9, ["{it}, but at least {k}"], "max({it}, {k})") {
      .number(max($0.integer, $1))
    },
    Block("at-most", [.number], constants: 2...9, ["{it}, but at most {k}"], "min({it}, {k})") {
      .number(min($0.integer, $1))
    },
  ]

  private static let sequences: [Block] = [
    Block("reversed", [.list, .text], ["{it}, reversed", "{it}, then backwards"], "{it}[::-1]") { value, _ in
      if case .text(let text) = value { .text(String(text.reversed())) } else { .list(value.items.reversed()) }
    },
    Block("first", [.list, .text], constants: 2...4, ["{it}, cut to the first {k}"], "{it}[:{k}]") { value, count in
      if case .text(let text) = value {
        .text(String(text.prefix(count)))
      } else {
        .list(Array(value.items.prefix(count)))
      }
    },
    Block("last", [.list, .text], constants: 2...4, ["{it}, cut to the last {k}"], "{it}[-{k}:]") { value, count in
      if case .text(let text) = value {
        .text(String(text.suffix(count)))
      } else {
        .list(Array(value.items.suffix(count)))
      }
    },
    Block("drop", [.list, .text], constants: 2...4, ["{it}, without the first {k}"], "{it}[{k}:]") { value, count in
      if case .text(let text) = value {
        .text(String(text.dropFirst(count)))
      } else {
        .list(Array(value.items.dropFirst(count)))
      }
    },
    Block("repeated", [.list, .text], constants: 2...4, ["{it}, repeated {k} times"], "{it} * {k}") { value, count in
      if case .text(let text) = value {
        .text(String(repeating: text, count: count))
      } else {
        .list(Array(repeatElement(value.items, count: count).joined()))
      }
    },
  ]
}
