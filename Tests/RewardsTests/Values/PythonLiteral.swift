@testable import Rewards

/// A value written as Python writes it, so that tables of cases read like Python: `[1, (2.0,), {"a": None}]`. Strings are in
/// double quotes with JSON's escapes, `b"…"` is ASCII without escapes, `nan`, `inf` and `-inf` are floats.
func python(_ text: String) -> PlainValue {
  var reader = PythonLiteralReader(rest: text[...])
  let value = reader.value()
  precondition(reader.rest.isEmpty, "not a literal: \(text)")
  return value
}

private struct PythonLiteralReader {
  var rest: Substring

  mutating func value() -> PlainValue {
    for (word, value) in Self.words where take(word) { return value }
    switch rest.first {
    case "[": return .list(items(until: "]"))
    case "(": return .tuple(items(until: ")"))
    case "{": return .dict(pairs())
    case "\"": return string()
    case "b":
      rest.removeFirst()
      guard case .string(let text) = string() else { preconditionFailure("not bytes: \(rest)") }
      return .bytes(text.utf8)
    default: return number()
    }
  }

  private static let words: [(String, PlainValue)] = [
    ("None", .none), ("True", .bool(true)), ("False", .bool(false)), ("nan", .float(.nan)), ("inf", .float(.infinity)),
    ("-inf", .float(-.infinity)),
  ]

  private mutating func take(_ prefix: String) -> Bool {
    guard rest.hasPrefix(prefix) else { return false }
    rest.removeFirst(prefix.count)
    return true
  }

  private mutating func items(until closing: String) -> [PlainValue] {
    rest.removeFirst()
    var items: [PlainValue] = []
    while !take(closing) {
      items.append(value())
      _ = take(", ") || take(",")
    }
    return items
  }

  private mutating func pairs() -> [PlainPair] {
    rest.removeFirst()
    var pairs: [PlainPair] = []
    while !take("}") {
      let key = value()
      precondition(take(": "), "no colon: \(rest)")
      pairs.append(PlainPair(key: key, value: value()))
      _ = take(", ")
    }
    return pairs
  }

  private mutating func string() -> PlainValue {
    var end = rest.index(after: rest.startIndex)
    while rest[end] != "\"" { end = rest.index(end, offsetBy: rest[end] == "\\" ? 2 : 1) }
    let literal = rest[...end]
    rest = rest[rest.index(after: end)...]
    return json(literal)
  }

  private mutating func number() -> PlainValue {
    let literal = rest.prefix { "+-.0123456789e".contains($0) }
    rest = rest.dropFirst(literal.count)
    return json(literal)
  }

  private func json(_ literal: Substring) -> PlainValue {
    guard let value = try? JSONText.parse(Array(literal.utf8)) else { preconditionFailure("not a literal: \(literal)") }
    return value
  }
}
