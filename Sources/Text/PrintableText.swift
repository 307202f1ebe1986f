/// Text that shows what it holds: characters that hide, reorder or steer a terminal are written out.
///
/// Ids, titles and messages come from datasets and from programs that may be hostile.
package enum PrintableText {
  /// Control characters, bidirectional controls, and characters without a shape. `Page/data.js` of the reports has the same list.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x08, 0x0B...0x1F, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0xFE00...0xFE0E, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }

  /// `text` with hidden characters as `[U+202E]`; line ends and tabs too unless `multiline`.
  package static func make(_ text: String, multiline: Bool = false) -> String {
    func mustShow(_ scalar: Unicode.Scalar) -> Bool {
      isHidden(scalar) || (!multiline && (scalar == "\n" || scalar == "\t"))
    }
    guard text.unicodeScalars.contains(where: mustShow) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if mustShow(scalar) {
        result += "[\(name(scalar))]"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `U+202E`.
  package static func name(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The first `limit` bytes of `text`, ending at a whole character, and whether anything was cut.
  package static func prefix(_ text: String, bytes limit: Int) -> (text: String, isCut: Bool) {
    let utf8 = text.utf8
    guard utf8.count > limit else { return (text, false) }
    guard limit > 0 else { return ("", true) }
    var end = utf8.index(utf8.startIndex, offsetBy: limit)
    while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return (String(text.unicodeScalars[..<end]), true)
  }

  /// `text` in at most `limit` characters, its middle replaced by `…`; names differ at their ends as often as at
  /// their beginnings.
  package static func middleShortened(_ text: String, to limit: Int, ellipsis: String = "…") -> String {
    // A name of several megabytes must not be walked character by character.
    let bounded = text.utf8.count > 4_096 ? prefix(text, bytes: 4_096).text : text
    let count = bounded.count
    guard count > limit else { return bounded }
    let kept = max(2, limit - ellipsis.count)
    return String(bounded.prefix(kept - kept / 2)) + ellipsis + String(bounded.suffix(kept / 2))
  }
}
