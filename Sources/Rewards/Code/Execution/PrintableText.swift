/// Bytes of hostile programs as text that is safe to print: invalid UTF-8 replaced, control characters made visible.
enum PrintableText {
  /// The beginning, with a mark where it was cut.
  static func head(of bytes: [UInt8], limitBytes: Int) -> String {
    let text = clean(bytes.prefix(limitBytes))
    return bytes.count > limitBytes ? text + "\n[… \(bytes.count - limitBytes) bytes more]" : text
  }

  /// The last lines that say something, as one text of at most `limitBytes`.
  static func tail(of bytes: [UInt8], limitBytes: Int, lines: Int) -> String {
    let text = clean(bytes.suffix(limitBytes))
    let kept = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }.suffix(lines)
    return kept.joined(separator: "\n")
  }

  private static func clean(_ bytes: ArraySlice<UInt8>) -> String {
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: text.unicodeScalars.append(scalar)
      case 0x0D: continue
      case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
