import Rewards

/// The same question twice, and the same question with different answers.
///
/// Kept of a row are a hash, its number and its gold.
final class ExactDuplicateCheck: SetCheck {
  static let about = CheckDescription(
    id: "duplicate_exact", severity: .error, cost: .set,
    summary: "The same prompt (and tests) as an earlier row, up to blanks at its ends.",
    advice: "Keep the first and drop the others: each copy counts as one more vote for the same problem.")

  static let conflict = CheckDescription(
    id: "conflicting_gold", severity: .error, cost: .set,
    summary: "The same prompt as another row, but another gold: at most one of them is right.",
    advice: "Solve the problem and keep the row that is right; until then, drop them all.")

  static let descriptions = [about, conflict]

  private struct First {
    var row: RowIndex
    var testsKey: UInt64
  }

  private var exact: [UInt64: First] = [:]
  /// Formatting apart.
  private var loose: [UInt64: RowIndex] = [:]
  /// Prompts with the responses that they teach.
  private var taught: Set<UInt64> = []
  private var golds = GoldStore()
  private var copies: [(row: RowIndex, first: RowIndex)] = []
  private var likely: [(row: RowIndex, first: RowIndex)] = []
  /// First row → rows with another gold.
  private var conflicts: [RowIndex: [RowIndex]] = [:]
  private(set) var isCopy: Set<RowIndex> = []

  func take(_ digest: RowDigest, at index: RowIndex) {
    golds.append(digest.gold)
    guard digest.exactKey != 0 else { return }
    // Sets for SFT hold a prompt with several responses.
    let isNewPair = digest.taughtKey != 0 && taught.insert(Hash.pair(digest.exactKey, digest.taughtKey)).inserted
    if let first = exact[digest.exactKey] {
      record(index, first, digest, isNewPair: isNewPair)
      return
    }
    exact[digest.exactKey] = First(row: index, testsKey: digest.testsKey)
    guard digest.looseKey != 0, digest.taughtKey == 0 else { return }
    if let first = loose[digest.looseKey] {
      likely.append((index, first))
    } else {
      loose[digest.looseKey] = index
    }
  }

  private func record(_ index: RowIndex, _ first: First, _ digest: RowDigest, isNewPair: Bool) {
    if digest.kind == .code {
      if first.testsKey == digest.testsKey {
        copies.append((index, first.row))
        isCopy.insert(index)
      } else {
        likely.append((index, first.row))
      }
      return
    }
    // Against every gold that the prompt has had: the third row may agree with the second.
    let known = [first.row] + (conflicts[first.row] ?? [])
    if let same = known.first(where: { golds.agree($0, index, digest.settings) }) {
      if !isNewPair {
        copies.append((index, same))
        isCopy.insert(index)
      }
      if same != first.row { conflicts[first.row, default: []].append(index) }
    } else {
      conflicts[first.row, default: []].append(index)
    }
  }

  /// Whether an earlier row is the same question in other clothes.
  func looseTwin(of index: RowIndex) -> RowIndex? { likelyTwins[index] }
  private lazy var likelyTwins = Dictionary(likely.map { ($0.row, $0.first) }, uniquingKeysWith: { first, _ in first })

  func finish(_ table: RowTable) -> [SetRemark] {
    var remarks: [SetRemark] = []
    for (row, first) in copies {
      remarks.append(
        SetRemark(
          row: row, check: Self.about.id,
          remark: Remark(
            "the same prompt as \(table.place(first)) (\(table.id(first)))", confidence: 1,
            related: [table.place(first)])))
    }
    for (first, others) in conflicts {
      let all = [first] + others
      for row in all {
        let rivals = all.filter { $0 != row && !golds.isSame($0, row) }
        let shown = rivals.prefix(3).map { "\(Quoted.text(golds.text($0), bytes: 60)) in \(table.place($0))" }
        remarks.append(
          SetRemark(
            row: row, check: Self.conflict.id,
            remark: Remark(
              "the gold is \(Quoted.text(golds.text(row), bytes: 60)) here and \(shown.joined(separator: ", ")) for the "
                + "same prompt", confidence: 0.99, related: rivals.prefix(20).map(table.place))))
      }
    }
    for (row, first) in likely {
      let agrees = golds.isSame(first, row) || golds.agree(first, row, MathSettings())
      remarks.append(
        SetRemark(
          row: row, check: agrees ? NearDuplicateCheck.about.id : Self.conflict.id,
          remark: agrees
            ? Remark(
              "the same prompt as \(table.place(first)) but for case, blanks, marks or tests", confidence: 0.98,
              related: [table.place(first)])
            : Remark(
              "the same prompt as \(table.place(first)) but for case, blanks and marks; the gold is "
                + "\(Quoted.text(golds.text(row), bytes: 60)) here and \(Quoted.text(golds.text(first), bytes: 60)) there",
              severity: .warning, confidence: 0.8, related: [table.place(first)])))
    }
    return remarks
  }
}

/// The golds of all rows, one after the other; of long ones the beginning.
private struct GoldStore {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private static let longest = 400

  mutating func append(_ gold: String?) {
    if let gold { bytes.append(contentsOf: gold.utf8.prefix(Self.longest)) }
    ends.append(bytes.count)
  }

  func text(_ row: RowIndex) -> String { String(decoding: slice(row), as: UTF8.self) }

  func isSame(_ first: RowIndex, _ second: RowIndex) -> Bool { slice(first).elementsEqual(slice(second)) }

  /// By meaning: 1/2 and 0.5 do not contradict each other.
  func agree(_ first: RowIndex, _ second: RowIndex, _ settings: MathSettings) -> Bool {
    if isSame(first, second) { return true }
    return GoldComparison.agree(text(first), text(second), settings)
  }

  private func slice(_ row: RowIndex) -> ArraySlice<UInt8> {
    bytes[(row == 0 ? 0 : ends[Int(row) - 1])..<ends[Int(row)]]
  }
}

/// Whether two golds mean the same: either accepts the other.
enum GoldComparison {
  static func agree(_ first: String, _ second: String, _ settings: MathSettings) -> Bool {
    let checker = MathChecker(settings: settings)
    return checker.compare(gold: GoldAnswer(first), prediction: PredictedAnswer(second)).correct == true
      || checker.compare(gold: GoldAnswer(second), prediction: PredictedAnswer(first)).correct == true
  }
}
