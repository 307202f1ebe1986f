import Text

/// The little of YAML that a resolved configuration is written in.
indirect enum YAMLNode {
  /// Written as it stands.
  case scalar(String)
  /// Quoted where it could be read as anything else.
  case text(String)
  case list([YAMLNode])
  case section([(String, YAMLNode)])

  /// On one line.
  var inline: String {
    switch self {
    case .scalar(let text): text
    case .text(let text): Self.isPlain(text) ? text : Self.quoted(text)
    case .list(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
    case .section(let members): "{" + members.map { "\($0): \($1.inline)" }.joined(separator: ", ") + "}"
    }
  }

  /// As a block, two spaces a level.
  func block(indent: Int = 0) -> String {
    guard case .section(let members) = self else { return inline + "\n" }
    let space = String(repeating: " ", count: indent)
    var text = ""
    for (key, value) in members {
      if case .section(let inner) = value, !inner.isEmpty {
        text += "\(space)\(key):\n\(value.block(indent: indent + 2))"
      } else {
        text += "\(space)\(key): \(value.inline)\n"
      }
    }
    return text
  }

  /// Letters, digits and what paths need; nothing that a YAML reader takes for a number, a truth value or syntax.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") || first == UInt8(ascii: "_")
    else { return false }
    let words: Set = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    guard !words.contains(text.lowercased()) else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "/_.-+".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if PrintableText.isHidden(scalar) {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
