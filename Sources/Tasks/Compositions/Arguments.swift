internal import TrainingRuns

/// Arguments to try programs on: many that differ, the telling ones first.
enum Arguments {
  /// How many are tried before a difference between two programs counts as none.
  static let count = 48

  static func pool(for source: Source, _ random: inout CounterRandom) -> [Value] {
    (0..<count).map { index in
      // Every eighth is an edge: empty, or as short as can be.
      let isShort = index % 8 == 7
      return switch source.parameter {
      case "a": list(length: isShort ? Int(random.below(2)) : 4 + Int(random.below(6)), &random)
      case "n": number(source, isShort: isShort, &random)
      default: .text(text(source, isShort: isShort, &random))
      }
    }
  }

  private static func list(length: Int, _ random: inout CounterRandom) -> Value {
    var items: [Value] = (0..<length).map { _ in .number(Int(random.below(29)) - 9) }
    // Something stands twice in half of the longer ones.
    if length > 3, random.below(2) == 0 { items[length - 1] = items[Int(random.below(UInt64(length - 1)))] }
    return .list(items)
  }

  private static func number(_ source: Source, isShort: Bool, _ random: inout CounterRandom) -> Value {
    if isShort { return .number(Int(random.below(10))) }
    if source.name == "range" { return .number(5 + Int(random.below(26))) }
    return .number(1_000 + Int(random.below(99_999_000)))
  }

  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz".utf8)

  private static func text(_ source: Source, isShort: Bool, _ random: inout CounterRandom) -> String {
    if source.name == "words" {
      let words = isShort ? Int(random.below(2)) : 3 + Int(random.below(4))
      return (0..<words).map { _ in word(1 + Int(random.below(7)), &random) }.joined(separator: " ")
    }
    return word(isShort ? Int(random.below(2)) : 6 + Int(random.below(8)), mixed: true, &random)
  }

  /// Few different letters, so that they come again; with `mixed` also large ones and digits.
  private static func word(_ length: Int, mixed: Bool = false, _ random: inout CounterRandom) -> String {
    let first = random.below(26)
    return String(
      decoding: (0..<length).map { _ -> UInt8 in
        let letter = alphabet[Int((first + random.below(12)) % 26)]
        switch mixed ? random.below(6) : 5 {
        case 0: return letter - 32
        case 1: return 48 + UInt8(random.below(10))
        case 2: return "aeiou".utf8.randomElement(using: &random) ?? letter
        default: return letter
        }
      }, as: UTF8.self)
  }
}
