import Foundation
import Synchronization
import Trainer

/// The files of `train eval`: each answer, and how often each prompt was answered rightly. They appear when all is done.
final class EvaluationFiles: Sendable {
  private let answers: String?
  private let rates: String?
  private let rows = Mutex<[EvaluatedAnswer]>([])

  init(answers: String?, rates: String?) {
    self.answers = answers
    self.rates = rates
  }

  func take(_ more: [EvaluatedAnswer]) {
    guard answers != nil || rates != nil else { return }
    rows.withLock { $0 += more }
  }

  /// - Throws: ``RewardSetupError`` with the file's name.
  func write() throws {
    let rows = rows.withLock { $0 }
    if let answers { try write(rows.map(AnswerRow.init), to: answers) }
    guard let rates else { return }
    var groups: [[EvaluatedAnswer]] = []
    for row in rows {
      if groups.last?.first?.row == row.row { groups[groups.count - 1].append(row) } else { groups.append([row]) }
    }
    try write(groups.map(RateRow.init), to: rates)
  }

  private func write(_ rows: [some Encodable], to file: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let lines = try rows.map { try encoder.encode($0) + [0x0A] }
      try Data(lines.joined()).write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch {
      throw RewardSetupError("\(file): cannot be written: \(error.localizedDescription)")
    }
  }
}

/// A submission row with a score, as `audit --rollouts` and `grade --submissions` read it.
private struct AnswerRow: Encodable {
  var id: String
  var problem_id: String
  var response: String
  /// Whether it is right; a fault of the judge has none.
  var score: Int?
  var reward: Double?
  var truncated: Bool
  var verdict: String

  init(_ answer: EvaluatedAnswer) {
    problem_id = answer.problemID ?? "row-\(answer.row + 1)"
    id = "\(problem_id)#\(answer.place)"
    response = answer.text
    score = answer.reward == nil ? nil : answer.isCorrect ? 1 : 0
    reward = answer.reward
    truncated = answer.isTruncated
    verdict = answer.verdict
  }
}

/// How often a prompt was answered rightly.
private struct RateRow: Encodable {
  var row: Int
  var problem_id: String
  /// Judged.
  var answers: Int
  var right: Int
  /// `nil` where no answer could be judged.
  var pass_rate: Double?
  var reward_mean: Double?

  init(_ group: [EvaluatedAnswer]) {
    let rewards = group.compactMap(\.reward)
    row = group[0].row
    problem_id = group[0].problemID ?? "row-\(row + 1)"
    answers = rewards.count
    right = group.count { $0.reward != nil && $0.isCorrect }
    pass_rate = rewards.isEmpty ? nil : Double(right) / Double(answers)
    reward_mean = rewards.isEmpty ? nil : rewards.reduce(0, +) / Double(answers)
  }
}
