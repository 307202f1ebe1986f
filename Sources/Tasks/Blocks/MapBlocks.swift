/// What becomes of each element.
enum MapBlocks {
  static let all: [Block] =
    [Block("none", [.number, .character, .word], ["{it}"], "x") { value, _ in value }] + numbers + texts

  private static let numbers: [Block] = [
    Block("square", [.number], ["the squares of {it}", "{it}, each squared"], "x * x") { value, _ in
      .number(value.integer * value.integer)
    },
    Block("cube", [.number], ["the cubes of {it}", "{it}, each cubed"], "x ** 3") { value, _ in
      .number(value.integer * value.integer * value.integer)
    },
    Block("double", [.number], ["the doubles of {it}", "{it}, each doubled"], "x * 2") { value, _ in
      .number(value.integer * 2)
    },
    Block("half", [.number], ["the floored halves of {it}", "{it}, each floor-halved"], "x // 2") {
      value, _ in .number(Floor.quotient(value.integer, 2))
    },
    Block("negative", [.number], ["the negatives of {it}", "{it}, each negated"], "-x") { value, _ in
      .number(-value.integer)
    },
    Block("absolute", [.number], ["the absolute values of {it}"], "abs(x)") { value, _ in .number(abs(value.integer)) },
    Block("plus", [.number], constants: 2...9, ["{it}, each plus {k}", "{it}, each increased by {k}"], "x + {k}") {
      .number($0.integer + $1)
    },
    Block("minus", [.number], constants: 2...9, ["{it}, each minus {k}", "{it}, each decreased by {k}"], "x - {k}") {
      .number($0.integer - $1)
    },
    Block("times", [.number], constants: 3...9, ["{it}, each times {k}", "{it}, each multiplied by {k}"], "x * {k}") {
      .number($0.integer * $1)
    },
    Block("modulo", [.number], constants: 3...9, ["the remainders by {k} of {it}", "{it}, each modulo {k}"], "x % {k}")
    {
      .number(Floor.remainder($0.integer, $1))
    },
    Block("distance", [.number], constants: 2...9, ["the distances from {k} of {it}"], "abs(x - {k})") {
      .number(abs($0.integer - $1))
    },
  ]

  private static let texts: [Block] = [
    Block("upper", [.character, .word], ["{it}, each in uppercase"], "x.upper()") { value, _ in
      .text(value.string.uppercased())
    },
    Block("lower", [.character, .word], ["{it}, each in lowercase"], "x.lower()") { value, _ in
      .text(value.string.lowercased())
    },
    Block("twice", [.character, .word], ["{it}, each written twice"], "x * 2") { value, _ in
      .text(value.string + value.string)
    },
    Block("code", [.character], gives: .number, ["the codes of {it}"], "ord(x)") { value, _ in
      .number(value.string.utf8.first.map { Int($0) } ?? 0)
    },
    Block("length", [.word], gives: .number, ["the lengths of {it}"], "len(x)") { value, _ in
      .number(value.string.utf8.count)
    },
    Block("first", [.word], ["the first letters of {it}"], "x[0]") { value, _ in .text(String(value.string.prefix(1)))
    },
    Block("last", [.word], ["the last letters of {it}"], "x[-1]") { value, _ in .text(String(value.string.suffix(1))) },
    Block("backwards", [.word], ["{it}, each written backwards"], "x[::-1]") { value, _ in
      .text(String(value.string.reversed()))
    },
  ]
}
