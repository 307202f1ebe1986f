/// Rows that have passages in common with a benchmark's problems.
///
/// A passage that the set's own rows are full of says nothing: "find the number of positive integers such that". What
/// counts are passages with words that are rare in the set, or most of a benchmark's problem.
final class ContaminationCheck: SetCheck {
  static let about = CheckDescription(
    id: "contamination", severity: .error, cost: .set,
    summary: "Nine or more words in a row stand in a problem of a benchmark that --against names.",
    advice: "Drop the row: a model trained on it has seen the benchmark.")

  private let benchmark: BenchmarkIndex
  private let frequencies: WordFrequencies
  private var candidates: [(row: RowIndex, overlaps: [Overlap])] = []
  private var rows = 0

  init(_ benchmark: BenchmarkIndex) {
    self.benchmark = benchmark
    frequencies = WordFrequencies()
  }

  func take(_ digest: RowDigest, at index: RowIndex) {
    rows += 1
    frequencies.add(digest.distinctWords)
    if !digest.overlaps.isEmpty { candidates.append((index, digest.overlaps)) }
  }

  func finish(_ table: RowTable) -> [SetRemark] {
    candidates.compactMap { candidate in
      for overlap in candidate.overlaps {
        if let remark = remark(overlap) { return SetRemark(row: candidate.row, check: Self.about.id, remark: remark) }
      }
      return nil
    }
  }

  private func remark(_ overlap: Overlap) -> Remark? {
    let rare = Set(overlap.passageWords).count { frequencies.isRare($0, among: rows) }
    let severity: Severity
    let confidence: Double
    if overlap.coverage >= 0.9 {
      (severity, confidence) = (.error, 0.99)
    } else if overlap.coverage >= 0.5, rare >= 1 {
      (severity, confidence) = (.error, 0.95)
    } else if overlap.runWords >= 25, rare >= 3 {
      (severity, confidence) = (.error, 0.93)
    } else if overlap.runWords >= 13, rare >= 3 {
      (severity, confidence) = (.warning, 0.8)
    } else if rare >= 4 {
      (severity, confidence) = (.warning, 0.7)
    } else {
      return nil
    }
    let name = benchmark.names[Int(overlap.item)]
    let share = Int((min(1, overlap.coverage) * 100).rounded())
    return Remark(
      "\(overlap.runWords) words in a row, and \(share) % of the problem, as in \(name): "
        + Quoted.text(overlap.passage, bytes: 240), severity: severity, confidence: confidence,
      related: [benchmark.places[Int(overlap.item)]])
  }
}

/// In how many rows each word stands, in a table of fixed size: two words may share a count, which then is too high.
final class WordFrequencies {
  private static let slots = 1 << 20
  private var counts = [UInt32](repeating: 0, count: WordFrequencies.slots)

  func add(_ words: [UInt64]) {
    for word in words { counts[Int(truncatingIfNeeded: word) & (Self.slots - 1)] &+= 1 }
  }

  /// In at most one row of a hundred.
  func isRare(_ word: UInt64, among rows: Int) -> Bool {
    Int(counts[Int(truncatingIfNeeded: word) & (Self.slots - 1)]) <= max(2, rows / 100)
  }
}
