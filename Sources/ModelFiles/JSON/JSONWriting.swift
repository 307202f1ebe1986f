extension JSONValue {
  /// The value as JSON on one line, or, with an indentation in spaces, on several as Hugging Face files have it.
  func text(indentation: Int? = nil) -> String {
    var text = ""
    write(to: &text, indentation: indentation, depth: 0)
    return text
  }

  private func write(to text: inout String, indentation: Int?, depth: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let spelling): text += spelling
    case .string(let value): Self.quote(value, to: &text)
    case .array(let values):
      Self.list(values, in: "[]", to: &text, indentation: indentation, depth: depth) { value, text in
        value.write(to: &text, indentation: indentation, depth: depth + 1)
      }
    case .object(let object):
      Self.list(object.keys, in: "{}", to: &text, indentation: indentation, depth: depth) { key, text in
        Self.quote(key, to: &text)
        text += indentation == nil ? ":" : ": "
        object[key]?.write(to: &text, indentation: indentation, depth: depth + 1)
      }
    }
  }

  private static func list<Item>(
    _ items: [Item], in brackets: String, to text: inout String, indentation: Int?, depth: Int,
    write: (Item, inout String) -> Void
  ) {
    text.append(contentsOf: brackets.prefix(1))
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      if let indentation { text += "\n" + String(repeating: " ", count: indentation * (depth + 1)) }
      write(item, &text)
    }
    if let indentation, !items.isEmpty { text += "\n" + String(repeating: " ", count: indentation * depth) }
    text.append(contentsOf: brackets.suffix(1))
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
