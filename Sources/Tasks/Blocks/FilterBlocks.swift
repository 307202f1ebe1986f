/// Which elements stay.
enum FilterBlocks {
  static let all: [Block] =
    [Block("none", [.number, .character, .word], ["{noun} {of}"], "") { _, _ in .flag(true) }]
    + numbers + characters + words

  private static let numbers: [Block] = [
    Block("even", [.number], ["even {noun} {of}", "{noun} {of} that are even"], "x % 2 == 0") { value, _ in
      .flag(value.integer.isMultiple(of: 2))
    },
    Block("odd", [.number], ["odd {noun} {of}", "{noun} {of} that are odd"], "x % 2 == 1") { value, _ in
      .flag(!value.integer.isMultiple(of: 2))
    },
    Block("positive", [.number], ["positive {noun} {of}", "{noun} {of} that are positive"], "x > 0") { value, _ in
      .flag(value.integer > 0)
    },
    Block("negative", [.number], ["negative {noun} {of}", "{noun} {of} that are negative"], "x < 0") { value, _ in
      .flag(value.integer < 0)
    },
    Block(
      "above", [.number], constants: 2...9, ["{noun} {of} above {k}", "{noun} {of} that are greater than {k}"],
      "x > {k}"
    ) { .flag($0.integer > $1) },
    Block(
      "below", [.number], constants: 2...9, ["{noun} {of} below {k}", "{noun} {of} that are less than {k}"], "x < {k}"
    ) { .flag($0.integer < $1) },
    Block(
      "divisible", [.number], constants: 3...9,
      ["{noun} {of} divisible by {k}", "multiples of {k} among {noun} {of}"],
      "x % {k} == 0"
    ) { .flag(Floor.remainder($0.integer, $1) == 0) },
    Block("indivisible", [.number], constants: 3...9, ["{noun} {of} indivisible by {k}"], "x % {k} != 0") {
      .flag(Floor.remainder($0.integer, $1) != 0)
    },
    Block(
      "except", [.number], constants: 2...9, ["{noun} {of} except {k}", "{noun} {of} that are not {k}"], "x != {k}"
    ) { .flag($0.integer != $1) },
    Block("ending", [.number], constants: 2...9, ["{noun} {of} ending in {k}"], "x % 10 == {k}") {
      .flag(Floor.remainder($0.integer, 10) == $1)
    },
  ]

  private static let characters: [Block] = [
    Block("vowels", [.character], ["vowel {noun} {of}"], #"x in "aeiou""#) { value, _ in
      .flag("aeiou".contains(value.string))
    },
    Block("no-vowels", [.character], ["non-vowel {noun} {of}"], #"x not in "aeiou""#) { value, _ in
      .flag(!"aeiou".contains(value.string))
    },
    Block("uppercase", [.character], ["uppercase {noun} {of}", "{noun} {of} that are uppercase"], "x.isupper()") {
      value, _ in .flag(value.string.utf8.allSatisfy { (65...90).contains($0) })
    },
    Block("lowercase", [.character], ["lowercase {noun} {of}", "{noun} {of} that are lowercase"], "x.islower()") {
      value, _ in .flag(value.string.utf8.allSatisfy { (97...122).contains($0) })
    },
    Block("digits", [.character], ["digit {noun} {of}"], "x.isdigit()") { value, _ in
      .flag(value.string.utf8.allSatisfy { (48...57).contains($0) })
    },
    Block(
      "except-letter", [.character], constants: Block.letters,
      [#"{noun} {of} except "{c}""#, #"{noun} {of} that are not "{c}""#], #"x != "{c}""#
    ) { .flag($0.string != Letter.text($1)) },
  ]

  private static let words: [Block] = [
    Block(
      "longer", [.word], constants: 2...5, ["{noun} {of} longer than {k}", "{noun} {of} with more than {k} letters"],
      "len(x) > {k}"
    ) { .flag($0.string.utf8.count > $1) },
    Block(
      "shorter", [.word], constants: 3...6, ["{noun} {of} shorter than {k}", "{noun} {of} with less than {k} letters"],
      "len(x) < {k}"
    ) { .flag($0.string.utf8.count < $1) },
    Block("starting", [.word], constants: Block.letters, [#"{noun} {of} starting with "{c}""#], #"x[0] == "{c}""#) {
      .flag($0.string.hasPrefix(Letter.text($1)))
    },
    Block(
      "containing", [.word], constants: Block.letters,
      [#"{noun} {of} containing "{c}""#, #"{noun} {of} with the letter "{c}""#], #""{c}" in x"#
    ) { .flag($0.string.contains(Letter.text($1))) },
    Block("lacking", [.word], constants: Block.letters, [#"{noun} {of} without the letter "{c}""#], #""{c}" not in x"#)
    {
      .flag(!$0.string.contains(Letter.text($1)))
    },
  ]
}

/// Constants that are letters.
enum Letter {
  static func text(_ index: Int) -> String {
    String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(clamping: index) % 26))
  }
}
