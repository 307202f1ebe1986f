import Text

/// Parts of a row's text as evidence: short, on one line, with nothing hidden in them.
enum Quoted {
  static let bytes = 160

  static func text(_ text: String, bytes limit: Int = Quoted.bytes) -> String {
    let cut = PrintableText.prefix(text, bytes: limit)
    return "\"" + PrintableText.make(line(cut.text)) + (cut.isCut ? "…\"" : "\"")
  }

  /// The end of a text.
  static func tail(_ text: String, characters: Int = 60) -> String {
    let end = text.suffix(characters)
    return (end.count < text.count ? "\"…" : "\"") + PrintableText.make(line(String(end))) + "\""
  }

  /// What stands around a range of bytes.
  static func around(_ text: String, _ range: Range<Int>, margin: Int = 40) -> String {
    let bytes = Array(text.utf8)
    var lower = max(0, range.lowerBound - margin)
    var upper = min(bytes.count, range.upperBound + margin)
    while lower > 0, bytes[lower] & 0xC0 == 0x80 { lower -= 1 }
    while upper < bytes.count, bytes[upper] & 0xC0 == 0x80 { upper += 1 }
    let middle = String(decoding: bytes[lower..<upper], as: UTF8.self)
    return (lower > 0 ? "\"…" : "\"") + PrintableText.make(line(middle)) + (upper < bytes.count ? "…\"" : "\"")
  }

  private static func line(_ text: String) -> String {
    text.contains(where: { $0.isNewline || $0 == "\t" })
      ? text.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ") : text
  }
}
