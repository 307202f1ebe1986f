import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns
@testable import klear_judge

/// Problems with their prompts, and answers to them that are judged as in `train rl`.
struct RewardedProblems {
  let scratch: Scratch
  let configuration: RunConfiguration
  /// By the problem's id.
  let prompts: [String: PromptRecord]

  /// - Parameters:
  ///   - problems: native rows, by id; a prompt is the id with a question mark.
  ///   - overrides: as of the command line.
  init(_ problems: [(id: String, row: String)], _ overrides: [String] = []) throws {
    scratch = try Scratch()
    try scratch.write("problems.jsonl", problems.map(\.row).joined(separator: "\n"))
    let rows = problems.map { #"{"prompt":"\#($0.id)?","problem_id":"\#($0.id)"}"# }
    try scratch.write("prompts.jsonl", rows.joined(separator: "\n"))
    let text = """
      model: {path: nowhere}
      data: {train: \(scratch.file("prompts.jsonl")), problems: \(scratch.file("problems.jsonl"))}
      output_dir: \(scratch.file("run"))
      """
    configuration = try RunConfiguration.parse(text, name: "run.yaml", overrides: overrides, stage: .rl)
    let records = problems.enumerated().map { row, problem in
      PromptRecord(file: 0, row: row, problemID: problem.id, place: "prompts.jsonl:\(row + 1)", text: "\(problem.id)?")
    }
    prompts = Dictionary(uniqueKeysWithValues: zip(problems.map(\.id), records))
  }

  /// The rewards of some answers to a problem, judged one after the other while nothing is written.
  func rewards(_ id: String, _ texts: [String], prompt: String? = nil) async throws -> [Reward] {
    var record = try #require(prompts[id])
    if let prompt { record.text = prompt }
    let answers = texts.enumerated().map { index, text in
      Answer(
        prompt: record, promptIndex: 0, rolloutIndex: index, text: text, isTruncated: false,
        isWhileWriting: index.isMultiple(of: 2))
    }
    let found = Found()
    let rewards = try RunRewards(
      configuration, prompts: [scratch.file("prompts.jsonl")], isolation: .available)
    _ = try await rewards.use { judge in
      try judge.check(record)
      for answer in answers { found.rewards.append(try await judge.reward(answer)) }
      return .done
    }
    return found.rewards
  }

  /// Filled by one task, and read behind it.
  private final class Found: @unchecked Sendable {
    var rewards: [Reward] = []
  }
}

/// Programs as models write them.
enum Written {
  static func python(_ source: String) -> String { "Here is my program.\n\n```python\n\(source)\n```\n" }
}
