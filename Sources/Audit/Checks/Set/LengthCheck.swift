/// Prompts that are too long for the window, or far from all others.
final class LengthCheck: SetCheck {
  static let about = CheckDescription(
    id: "length", severity: .warning, cost: .set,
    summary: "The prompt has more tokens than the window takes, or is longer by far than the rest of the set.",
    advice: "Look at the row: it may hold two problems, a log, or a solution; drop it if it does not fit the window.")

  private let maximum: Int
  /// What is counted: tokens of the given tokenizer, or words.
  private let unit: String
  private var lengths: [UInt32] = []

  init(_ settings: AuditSettings, unit: String) {
    maximum = settings.maximumPromptTokens
    self.unit = unit
  }

  func take(_ digest: RowDigest, at index: RowIndex) { lengths.append(UInt32(clamping: digest.length)) }

  func finish(_ table: RowTable) -> [SetRemark] {
    let sorted = lengths.filter { $0 > 0 }.sorted()
    guard !sorted.isEmpty else { return [] }
    let (low, middle, high) = (sorted[sorted.count / 4], sorted[sorted.count / 2], sorted[sorted.count * 3 / 4])
    // Lengths are spread by factors: three times the spread of the middle half beyond it, and far from the median.
    let ratio = Double(high) / Double(max(1, low))
    var outlier = Double(high)
    for _ in 0..<3 { outlier *= max(ratio, 1.3) }
    outlier = max(outlier, Double(middle) * 8, 200)
    return lengths.indices.compactMap { index in
      let length = Int(lengths[index])
      if length > maximum {
        return SetRemark(
          row: RowIndex(index), check: Self.about.id,
          remark: Remark("the prompt has \(length) \(unit), more than \(maximum)", confidence: 0.99))
      }
      guard sorted.count >= 50, Double(length) > outlier else { return nil }
      return SetRemark(
        row: RowIndex(index), check: Self.about.id,
        remark: Remark(
          "the prompt has \(length) \(unit); half of all have \(low) to \(high)", severity: .info, confidence: 0.8))
    }
  }

  /// How long prompts are, for the report.
  var distribution: [UInt32] { lengths }
}
