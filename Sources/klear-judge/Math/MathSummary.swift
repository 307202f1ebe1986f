import Rewards

/// The figures of a run over pairs.
struct MathSummary {
  private(set) var pairs = 0
  private(set) var correct = 0
  /// Pairs whose gold does not parse.
  private(set) var unknown = 0
  private(set) var met = 0
  private(set) var notMet = 0
  private var reasons: [String: Int] = [:]
  var badRows = 0

  mutating func add(_ judgement: Judgement, expected: Bool?) {
    pairs += 1
    reasons[judgement.codeText, default: 0] += 1
    guard let answer = judgement.correct else {
      unknown += 1
      return
    }
    if answer { correct += 1 }
    guard let expected else { return }
    if answer == expected { met += 1 } else { notMet += 1 }
  }

  func text(elapsedSeconds: Double, checksExpectations: Bool) -> String {
    let rate = elapsedSeconds > 0 ? "\(BenchTable.number(Double(pairs) / elapsedSeconds))/s" : "-"
    var lines = ["\(Self.counted(pairs, "pair")) in \(BenchTable.number(elapsedSeconds)) s (\(rate))"]
    let share = pairs > 0 ? ", \(BenchTable.number(Double(correct) / Double(pairs) * 100)) % correct" : ""
    lines.append("\(correct) correct, \(pairs - correct - unknown) not correct\(share)")
    if unknown > 0 { lines.append("\(Self.counted(unknown, "gold")) not parsed, named above") }
    let ranked = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !ranked.isEmpty { lines.append("Reasons: " + ranked.map { "\($0.key) \($0.value)" }.joined(separator: ", ")) }
    if checksExpectations { lines.append("Expectations: \(met) met, \(notMet) not met") }
    if badRows > 0 { lines.append("\(Self.counted(badRows, "row")) of the input not judged, named above") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}
