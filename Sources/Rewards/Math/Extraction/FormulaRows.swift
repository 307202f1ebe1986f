/// The answer in a displayed formula of several rows.
///
/// Rows that go on with a relation (`&= 28`) belong to the chain above them. Of several chains the last is the answer,
/// unless each gives a value to a name of its own (`x &= 1 \\ y &= 2`): then all are.
struct FormulaRows {
  let text: ResponseText

  /// The texts of the formula's answer.
  func parts(of inner: Range<Int>) -> [String] {
    let body = withoutEnvironment(text.trimmed(inner))
    var chains: [Chain] = []
    for row in rows(of: body) {
      let piece = ResponseText(bytes: withoutAlignment(row))
      let trimmed = piece.trimmed(0..<piece.count)
      guard !trimmed.isEmpty else { continue }
      if !chains.isEmpty, Self.relations.contains(where: { piece.has($0, at: trimmed.lowerBound) }) {
        chains[chains.count - 1].bytes += [0x20] + piece.bytes[trimmed]
      } else {
        chains.append(Chain(bytes: Array(piece.bytes[trimmed])))
      }
    }
    let names = Set(chains.compactMap(\.name))
    let kept = names.count == chains.count ? chains : Array(chains.suffix(1))
    return kept.map { AnswerCleaning.cleaned(ResponseText(bytes: $0.bytes), 0..<$0.bytes.count) }
  }

  private struct Chain {
    var bytes: [UInt8]

    /// "x" of "x = 1".
    var name: [UInt8]? {
      guard let sign = bytes.firstIndex(of: UInt8(ascii: "=")), sign <= 8 else { return nil }
      let name = bytes[..<sign].filter { !Glyph.isBlank($0) }
      guard let first = name.first, Glyph.isLetter(first) else { return nil }
      return name.allSatisfy { Glyph.isLetter($0) || Glyph.isDigit($0) || Self.indexBytes.contains($0) } ? name : nil
    }

    private static let indexBytes = ByteSet("_{}")
  }

  /// Without the `\begin{aligned}` and `\end{aligned}` that enclose it.
  private func withoutEnvironment(_ range: Range<Int>) -> Range<Int> {
    for name in Self.environments {
      let open = Self.begin + name
      let close = Self.end + name
      guard text.has(open, at: range.lowerBound), range.count >= open.count + close.count,
        text.has(close, at: range.upperBound - close.count)
      else { continue }
      return range.lowerBound + open.count..<range.upperBound - close.count
    }
    return range
  }

  /// Cut at `\\` outside of environments, where there is alignment at all.
  private func rows(of range: Range<Int>) -> [Range<Int>] {
    var rows: [Range<Int>] = []
    var start = range.lowerBound
    var depth = 0
    var index = start
    while index < range.upperBound {
      guard text[index] == Glyph.backslash else {
        index += 1
        continue
      }
      if text.has(Self.begin, at: index) { depth += 1 }
      if text.has(Self.end, at: index) { depth -= 1 }
      if depth == 0, text.byte(index + 1) == Glyph.backslash {
        rows.append(start..<index)
        start = index + 2
      }
      index += 2
    }
    return rows + [min(start, range.upperBound)..<range.upperBound]
  }

  /// Without the `&` outside of environments.
  private func withoutAlignment(_ range: Range<Int>) -> [UInt8] {
    if text.contains(Self.begin, in: range) { return Array(text.bytes[range]) }
    var bytes: [UInt8] = []
    for index in range where text[index] != UInt8(ascii: "&") || text.byte(index - 1) == Glyph.backslash {
      bytes.append(text[index])
    }
    return bytes
  }

  private static let begin = Array("\\begin{".utf8)
  private static let end = Array("\\end{".utf8)
  private static let environments = ["aligned}", "align}", "align*}", "split}", "gathered}", "gather}", "gather*}"]
    .map { Array($0.utf8) }
  private static let relations = ["=", "\\approx", "\\equiv", "\\iff", "\\Rightarrow", "\\implies"].map {
    Array($0.utf8)
  }
}
