/// What the programs of tasks take and return: the values that Python and JSON share.
public enum Value: Sendable, Hashable {
  case number(Int)
  case text(String)
  case list([Value])

  /// As JSON, which is also how Python writes it in a program.
  public var json: String {
    switch self {
    case .number(let number): "\(number)"
    case .text(let text): JSONText.quoted(text)
    case .list(let items): "[" + items.map(\.json).joined(separator: ", ") + "]"
    }
  }
}

extension Value {
  /// 0 for what is no number; blocks are only put where their kind fits.
  var integer: Int { if case .number(let number) = self { number } else { 0 } }
  var string: String { if case .text(let text) = self { text } else { "" } }
  var items: [Value] { if case .list(let items) = self { items } else { [] } }
  var isTrue: Bool { self == .number(1) }

  static func flag(_ holds: Bool) -> Value { .number(holds ? 1 : 0) }

  /// Python's order of two numbers, or of two texts in ASCII.
  static func precedes(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    default: left.integer < right.integer
    }
  }
}

/// Integers as Python divides them: rounded down, the remainder with the divisor's sign.
enum Floor {
  static func quotient(_ value: Int, _ divisor: Int) -> Int { (value - remainder(value, divisor)) / divisor }

  static func remainder(_ value: Int, _ divisor: Int) -> Int {
    let rest = value % divisor
    return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest
  }
}
