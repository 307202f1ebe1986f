/// Signs outside of ASCII that mean something to the extraction.
enum ForeignSigns {
  /// What the sign there is and how long; a kind of `nil` is a blank. `nil` where a letter stands.
  static func sign(_ text: ResponseText, at index: Int) -> (kind: ProseToken.Kind?, length: Int)? {
    for row in table[Int(text[index])] where text.has(row.bytes, at: index) { return (row.kind, row.bytes.count) }
    return nil
  }

  /// The length of the scalar that starts with that byte; one for a byte that starts none.
  static func length(_ byte: UInt8) -> Int { byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1 }

  private struct Row: Sendable {
    var bytes: [UInt8]
    var kind: ProseToken.Kind?
  }

  private static let table: [[Row]] = {
    let kinds: [(String, ProseToken.Kind?)] = [
      ("\u{A0}\u{2009}\u{200A}\u{202F}\u{2003}\u{2002}\u{3000}\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}", nil),
      ("−×÷·⋅±∓√∪∩∖∘∑∏∫→－＋", .operation), ("∞πθφ∅½¼¾⅓⅔ℝℤℕ", .variable), ("≤≥≈≠≡∈⊂⊆＝", .relation),
      ("°′²³⁴¹⁰ⁿ⁻₀₁₂₃", .suffix), ("％", .percent),
      ("€£¥₹₽₩￥", .currency), ("。！।؛；", .stop), ("？؟", .question), ("，、،", .comma), ("：", .colon), ("（【⟨［", .opening),
      ("）】⟩］", .closing), ("“”„«»「」『』‘’《》", .markup), ("—–•…◦▪", .other),
    ]
    var table: [[Row]] = Array(repeating: [], count: 256)
    for (signs, kind) in kinds {
      for scalar in signs.unicodeScalars {
        let bytes = Array(String(scalar).utf8)
        table[Int(bytes[0])].append(Row(bytes: bytes, kind: kind))
      }
    }
    return table
  }()
}

/// Where a full stop ends a sentence.
enum SentenceEnds {
  /// Not in "e.g. 5" or "i.e.", and only where a blank, a quote, markup or the end follows.
  static func endsSentence(_ text: ResponseText, at index: Int, to end: Int) -> Bool {
    let next = text.byte(index + 1)
    let isBefore = index + 1 >= end || Glyph.isBlank(next) || followers.contains(next) || next >= 0x80
    guard isBefore || Glyph.isUppercase(next) else { return false }
    var start = index
    while start > 0, index - start < 7, Glyph.isLetter(text[start - 1]) || text[start - 1] == UInt8(ascii: ".") {
      start -= 1
    }
    guard start < index, index + 1 < end else { return true }
    return !abbreviations.contains(WordKey(text, start..<index))
  }

  private static let followers = ByteSet("\"'`*)$\\<]}_")
  private static let abbreviations: WordSet = [
    "e.g", "i.e", "approx", "cf", "vs", "eq", "eqs", "fig", "mr", "mrs", "dr", "st", "sec", "ch", "p", "resp", "ca",
    "z.b", "d.h", "bzw", "sq", "cu", "ans", "jr", "viz",
  ]
}

/// Marks brackets whose content is mathematics.
enum ProseGroups {
  private struct Open {
    var token: Int
    var isClean = true
  }

  /// Sets `group` of each opening bracket with a fitting closing one and nothing but mathematics between them.
  static func mark(_ tokens: inout [ProseToken], in text: ResponseText) {
    var stack: [Open] = []
    for index in tokens.indices {
      switch tokens[index].kind {
      case .opening: stack.append(Open(token: index))
      case .closing:
        guard let last = stack.last, fits(text, tokens[last.token], tokens[index]) else {
          stack.removeAll()
          continue
        }
        stack.removeLast()
        if last.isClean {
          tokens[last.token].group = index
        } else if !stack.isEmpty {
          stack[stack.count - 1].isClean = false
        }
      case .stop where text[tokens[index].start] != UInt8(ascii: ";"), .question: stack.removeAll()
      default: if tokens[index].isProse, !stack.isEmpty { stack[stack.count - 1].isClean = false }
      }
    }
  }

  /// Round and square brackets may be mixed, as in `[0, 1)`; braces only close braces.
  private static func fits(_ text: ResponseText, _ open: ProseToken, _ close: ProseToken) -> Bool {
    (text[open.end - 1] == Glyph.openBrace) == (text[close.end - 1] == Glyph.closeBrace)
  }
}
