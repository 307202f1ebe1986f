/// What flows from one block to the next.
enum Kind: Sendable, Hashable {
  case number, character, word, list, text
}

/// A building block of tasks: a step that has a name, words, Python and a meaning.
///
/// In words and code `{it}` stands for what the block works on, `{k}` for its constant as a number and `{c}` for the same
/// as a letter; words of filters have `{noun}` and `{of}` of the source ("numbers", "of a") instead of `{it}`.
struct Block: Sendable {
  let name: String
  /// Where it can stand.
  let takes: Set<Kind>
  /// `nil`: what it takes.
  let gives: Kind?
  /// The range of its constant; `nil` if it has none.
  let constants: ClosedRange<Int>?
  let phrases: [String]
  let code: String
  /// Of the value and the constant; a filter gives 1 or 0.
  let apply: @Sendable (Value, Int) -> Value

  init(
    _ name: String, _ takes: Set<Kind>, gives: Kind? = nil, constants: ClosedRange<Int>? = nil, _ phrases: [String],
    _ code: String, _ apply: @escaping @Sendable (Value, Int) -> Value
  ) {
    self.name = name
    self.takes = takes
    self.gives = gives
    self.constants = constants
    self.phrases = phrases
    self.code = code
    self.apply = apply
  }

  /// The block that does nothing; every slot but the fold has it.
  var isNone: Bool { name == Block.noneName }

  static let noneName = "none"
  /// A constant of this many first letters of the alphabet.
  static let letters = 0...25
}

/// Where the elements come from: a parameter, and what is taken of it.
struct Source: Sendable {
  let name: String
  let parameter: String
  let gives: Kind
  let noun: String
  let of: String
  let code: String
  /// The elements of an argument.
  let elements: @Sendable (Value) -> [Value]
}

extension Source {
  static let all: [Source] = [
    Source(name: "list", parameter: "a", gives: .number, noun: "numbers", of: "of a", code: "a") { $0.items },
    Source(name: "digits", parameter: "n", gives: .number, noun: "digits", of: "of n", code: "map(int, str(n))") {
      "\($0.integer)".utf8.map { .number(Int($0) - 48) }
    },
    Source(
      name: "range", parameter: "n", gives: .number, noun: "numbers", of: "up to n", code: "range(1, n + 1)"
    ) { (0..<max(0, $0.integer)).map { .number($0 + 1) } },
    Source(name: "characters", parameter: "s", gives: .character, noun: "characters", of: "of s", code: "s") {
      $0.string.map { .text(String($0)) }
    },
    Source(name: "words", parameter: "s", gives: .word, noun: "words", of: "of s", code: "s.split()") {
      $0.string.split(separator: " ").map { .text(String($0)) }
    },
  ]
}

/// The four places of a composition behind its source, in the order of evaluation.
enum Slot: Int, Sendable, CaseIterable {
  case filter, map, fold, post

  /// All blocks that may stand there, the one that does nothing first.
  var blocks: [Block] {
    switch self {
    case .filter: FilterBlocks.all
    case .map: MapBlocks.all
    case .fold: FoldBlocks.all
    case .post: PostBlocks.all
    }
  }
}
