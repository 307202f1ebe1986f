/// Undoes what a careless trip through JSON does to LaTeX: doubled backslashes, `\n` as two characters, `\b` eaten.
///
/// Only where the damage is evident: a common command is written with two backslashes and none with one. In sound text
/// `\\` is a line break, and no line begins with the bare name of a command.
enum EscapeDamage {
  static func repaired(_ text: ResponseText) -> ResponseText {
    let text = boxesWithBackspace(text)
    return isEvident(in: text) ? undoubled(text) : text
  }

  private static let commands: WordSet = [
    "boxed", "fbox", "frac", "dfrac", "tfrac", "sqrt", "left", "right", "text", "begin", "end", "pi", "cdot", "times",
    "infty", "pm", "cup", "quad", "le", "ge", "in", "ne", "lt", "gt", "neq", "approx", "alpha", "theta", "lambda",
    "sin",
    "cos", "tan", "ln", "log", "mathbb", "cap", "div", "qquad", "ldots", "binom", "textbf", "mathrm", "mathbf", "circ",
    "leq", "geq", "overline",
  ]

  private static func isEvident(in text: ResponseText) -> Bool {
    var doubled = false
    var index = 0
    while index < text.count {
      guard text[index] == Glyph.backslash else {
        index += 1
        continue
      }
      let run = index
      while text.byte(index) == Glyph.backslash { index += 1 }
      let end = text.lettersEnd(from: index, to: min(text.count, index + 10))
      guard end > index, commands.contains(WordKey(text, index..<end)) else { continue }
      if (index - run).isMultiple(of: 2) { doubled = true } else { return false }
    }
    return doubled
  }

  private static func undoubled(_ text: ResponseText) -> ResponseText {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      guard text[index] == Glyph.backslash else {
        bytes.append(text[index])
        index += 1
        continue
      }
      switch text.byte(index + 1) {
      case UInt8(ascii: "n"): bytes.append(Glyph.newline)
      case UInt8(ascii: "t"): bytes.append(0x20)
      case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
      case Glyph.backslash: bytes.append(Glyph.backslash)
      case 0: bytes.append(Glyph.backslash)
      case let other: bytes += [Glyph.backslash, other]
      }
      index += 2
    }
    return ResponseText(bytes: bytes)
  }

  /// `"\boxed"` read as a JSON string is a backspace and "oxed".
  private static func boxesWithBackspace(_ text: ResponseText) -> ResponseText {
    let tail = Array("oxed{".utf8)
    guard text.bytes.contains(0x08) else { return text }
    var bytes: [UInt8] = []
    for index in 0..<text.count {
      if text[index] == 0x08, text.has(tail, at: index + 1) {
        bytes += Array("\\b".utf8)
      } else {
        bytes.append(text[index])
      }
    }
    return ResponseText(bytes: bytes)
  }
}
