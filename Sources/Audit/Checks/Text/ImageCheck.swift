/// Prompts that cannot be answered without a picture that is not there.
struct ImageCheck: RowCheck {
  static let about = CheckDescription(
    id: "image", severity: .warning, cost: .text,
    summary: "The prompt speaks of a picture that a text model cannot see.",
    advice: "Drop the row for a text model, unless the words alone settle the answer.")

  init(_ settings: AuditSettings) {}

  private static let pictures = [
    "figure", "diagram", "picture", "image", "photo", "photograph", "graph", "drawing", "illustration", "chart", "map",
    "sketch",
  ]
  private static let before = [
    "shown in the", "in the", "see the", "from the", "look at the", "the following", "as the", "the above",
    "according to the", "refer to the", "based on the", "consider the", "study the", "use the", "shown in this",
    "in this",
  ]
  private static let after = ["below", "above", "shown", "on the right", "on the left", "to the right", "to the left"]

  func remarks(on row: AuditRow) -> [Remark] {
    guard let prompt = row.prompt else { return [] }
    let lower = LowerText(prompt)
    if let tag = Self.tag(lower) {
      return [Remark("the prompt embeds a picture: \(Quoted.around(prompt, tag, margin: 30))", confidence: 0.98)]
    }
    if row.hasImages { return [Remark("the row has images beside its prompt", confidence: 0.97)] }
    guard row.kind != .code, !Self.drawsItself(lower), let range = Self.mention(prompt, lower) else { return [] }
    return [Remark("the prompt speaks of a picture: \(Quoted.around(prompt, range, margin: 40))", confidence: 0.85)]
  }

  private static func tag(_ text: LowerText) -> Range<Int>? {
    for mark in ["![", "<img", "\\includegraphics", "<image>", "[image]"] {
      guard let range = text.first(mark) else { continue }
      if mark == "![", text.first("](", from: range.upperBound) == nil { continue }
      return range
    }
    return nil
  }

  /// The picture, or table, is there as text.
  private static func drawsItself(_ text: LowerText) -> Bool {
    text.containsAny(["[asy]", "\\begin{tabular", "\\begin{array", "\\begin{tikzpicture", "|--", "| --", "|:"])
  }

  private static func mention(_ text: String, _ lower: LowerText) -> Range<Int>? {
    if let range = lower.first("如图") ?? lower.first("下图") ?? lower.first("图中") { return range }
    guard lower.containsAny(pictures) else { return nil }
    let words = WordRanges(text)
    for (position, word) in words.lowered.enumerated()
    where pictures.contains(word) || pictures.contains(String(word.dropLast())) {
      let left = words.lowered[max(0, position - 4)..<position].joined(separator: " ")
      let right = words.lowered[(position + 1)...].prefix(3).joined(separator: " ")
      let isShown =
        after.contains { right.hasPrefix($0) } || left.hasSuffix("shown in the") || left.hasSuffix("see the")
      // "The graph of f", "in the figure 8", "the map from A to B" speak of mathematics.
      let isAbstract =
        ["map", "image", "chart", "graph", "graphs"].contains(word)
        || ["of ", "with ", "from "].contains { right.hasPrefix($0) }
      // Stories have pictures and drawings of their own.
      let isStory = ["picture", "photo", "photograph", "drawing", "sketch", "illustration"].contains {
        word.hasPrefix($0)
      }
      let isNamed = !isStory && before.contains { left.hasSuffix($0) }
      if isShown || (isNamed && !isAbstract) { return words.ranges[position] }
    }
    return nil
  }
}

/// The words of a text, lowercased, with their bytes.
struct WordRanges {
  var lowered: [String] = []
  var ranges: [Range<Int>] = []

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      guard CharacterClass.of(bytes[index]) != .other else {
        index += 1
        continue
      }
      let start = index
      while index < bytes.count, CharacterClass.of(bytes[index]) != .other { index += 1 }
      ranges.append(start..<index)
      lowered.append(String(decoding: bytes[start..<index], as: UTF8.self).lowercased())
    }
  }
}
