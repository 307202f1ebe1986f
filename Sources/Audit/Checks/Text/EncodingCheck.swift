import Text

/// Text that was damaged by a wrong decoding somewhere on its way.
struct EncodingCheck: RowCheck {
  static let about = CheckDescription(
    id: "encoding", severity: .error, cost: .text,
    summary: """
      Bytes that are not UTF-8, replacement and control characters, UTF-8 read as Latin-1, LaTeX commands whose \
      backslash became a control character, HTML entities, hidden characters.
      """,
    advice: "Convert the text again from its source; what was lost cannot be guessed.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    let fields = [("prompt", row.question), ("gold", row.gold), ("solution", row.solution)]
    for (name, text) in fields {
      guard let text, let damage = Damage.first(in: text) else { continue }
      return [
        Remark(
          "\(name): \(damage.words): \(Quoted.around(text, damage.range, margin: 30))", severity: damage.severity,
          confidence: damage.confidence)
      ]
    }
    return []
  }
}

/// The first sign of damage in a text.
struct Damage {
  var words: String
  var range: Range<Int>
  var severity: Severity
  var confidence: Double

  /// One look for bytes that damage begins with; most texts have none.
  static func first(in text: String) -> Damage? {
    var text = text
    return text.withUTF8 { bytes in
      var mild: Damage?
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        if byte < 0x80 {
          if byte < 0x20, byte != 0x0A, byte != 0x0D || !isLineEnd(bytes, index) {
            if let damage = control(bytes, index) { return damage }
          } else if byte == 0x7F {
            return Damage(
              words: "control character U+007F", range: index..<index + 1, severity: .error, confidence: 0.98)
          } else if byte == UInt8(ascii: "&"), mild == nil {
            mild = entity(bytes, index)
          }
          index += 1
          continue
        }
        let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        guard index + length <= bytes.count else { break }
        if let damage = wide(bytes, index, length) {
          if damage.severity == .error { return damage }
          mild = mild ?? damage
        }
        index += length
      }
      return mild
    }
  }

  private static func isLineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    // "\right" whose backslash and r became a carriage return.
    !(index + 4 < bytes.count && matches(bytes, index + 1, "ight"))
  }

  private static func matches(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ word: StaticString) -> Bool {
    guard start + word.utf8CodeUnitCount <= bytes.count else { return false }
    for offset in 0..<word.utf8CodeUnitCount where bytes[start + offset] != word.utf8Start[offset] { return false }
    return true
  }

  /// A control character: alone, or as what `\t`, `\f` or `\b` of a LaTeX command became.
  private static func control(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Damage? {
    let byte = bytes[index]
    let commands: [StaticString] =
      switch byte {
      case 0x09: ["ext{", "extbf{", "imes", "heta", "frac{", "an(", "riangle", "herefore", "ilde{", "binom{"]
      case 0x0D: ["ight"]
      case 0x0C: ["rac{", "orall", "loor"]
      case 0x08: ["egin{", "eta", "inom{", "ar{", "oxed{", "ig"]
      case 0x0B: ["ec{", "ert", "dots"]
      case 0x07: ["lpha", "ngle", "pprox"]
      default: []
      }
    for command in commands where matches(bytes, index + 1, command) {
      return Damage(
        words: "a LaTeX command whose backslash was taken for an escape (U+00\(hex(byte)) before \"\(command)\")",
        range: index..<index + 1 + command.utf8CodeUnitCount, severity: .error, confidence: 0.99)
    }
    if byte == 0x09 || byte == 0x0D { return nil }
    // Form feeds and vertical tabs separate pages in texts that were fine.
    let isSpace = byte == 0x0C || byte == 0x0B
    return Damage(
      words: "control character U+00\(hex(byte))", range: index..<index + 1, severity: isSpace ? .warning : .error,
      confidence: isSpace ? 0.7 : 0.98)
  }

  private static func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return text.count < 2 ? "0" + text : text
  }

  private static func entity(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Damage? {
    let names: [StaticString] = ["&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;", "&#39;", "&#x27;", "&apos;", "&#34;"]
    for name in names where matches(bytes, index, name) {
      return Damage(
        words: "the HTML entity \(name)", range: index..<index + name.utf8CodeUnitCount, severity: .warning,
        confidence: 0.85)
    }
    return nil
  }

  private static func wide(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ length: Int) -> Damage? {
    func found(_ words: String, _ count: Int, _ severity: Severity, _ confidence: Double) -> Damage {
      Damage(words: words, range: index..<min(bytes.count, index + count), severity: severity, confidence: confidence)
    }
    let (first, second) = (bytes[index], bytes[index + 1])
    // U+FFFD.
    if first == 0xEF, second == 0xBF, bytes[index + 2] == 0xBD {
      return found("the replacement character U+FFFD", 3, .error, 0.99)
    }
    if first == 0xC2, second < 0xA0 {
      return found("control character U+00\(hex(second))", 2, .error, 0.95)
    }
    // A lead byte and a continuation byte, each read as Latin-1 or Windows-1252 and written as UTF-8 again.
    if first == 0xC3 || (first == 0xC2 && second == 0xA0), let second = Mojibake.scalar(bytes, index) {
      if Mojibake.isLead(second), let next = Mojibake.scalar(bytes, index + length), Mojibake.isContinuation(next) {
        return found("UTF-8 that was read as Latin-1 or Windows-1252", 6, .error, 0.97)
      }
    }
    if first == 0xC3, second == 0x82, index + 3 < bytes.count, bytes[index + 2] == 0xC2 {
      return found("UTF-8 that was read as Latin-1", 4, .error, 0.97)
    }
    if first == 0xE2 || first == 0xEF || first == 0xF3, let scalar = Mojibake.scalar(bytes, index),
      let unicode = Unicode.Scalar(scalar), Self.hides(unicode)
    {
      return found("the hidden character \(PrintableText.name(unicode))", length, .warning, 0.8)
    }
    return nil
  }

  /// Joiners belong to emoji and to some scripts, and a mark at the start is taken off by readers.
  private static func hides(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200C, 0x200D, 0xFE0E, 0xFE0F: false
    default: PrintableText.isHidden(scalar)
    }
  }
}

/// Characters as which the bytes of UTF-8 appear when they are read as a one-byte encoding.
enum Mojibake {
  static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt32? {
    guard index < bytes.count else { return nil }
    let first = bytes[index]
    if first < 0x80 { return UInt32(first) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard first >= 0xC0, index + length <= bytes.count else { return nil }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return value
  }

  /// Â Ã â ð and their like: lead bytes 0xC2 to 0xF4.
  static func isLead(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xC2, 0xC3, 0xC4, 0xC5, 0xCE, 0xCF, 0xD0, 0xD1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF, 0xF0:
      true
    default: false
    }
  }

  /// Bytes 0x80 to 0xBF as Latin-1 or Windows-1252 shows them: signs that do not stand behind such a letter in words.
  static func isContinuation(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x80...0x9F, 0xA0...0xA9, 0xAC...0xB6, 0xB8...0xB9, 0xBC...0xBF, 0x20AC, 0x201A, 0x0192, 0x201E, 0x2026,
      0x2020...0x2021, 0x02C6, 0x2030, 0x0160, 0x0152, 0x017D, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x017E, 0x0178:
      true
    default: false
    }
  }
}
