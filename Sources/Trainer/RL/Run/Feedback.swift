internal import Foundation
internal import TrainingRuns

/// A run's stages that remember, with what they remember.
struct Feedback: Sendable {
  private(set) var stages: [any FeedbackStage]

  init(_ stages: [any FeedbackStage]) { self.stages = stages }

  func plan(_ plan: inout StepPlan) {
    for stage in stages { stage.plan(&plan) }
  }

  func guide(row: Int, solution: SolutionCuts, plan: StepPlan) -> Int {
    stages.reduce(0) { max($0, $1.guide(row: row, solution: solution, plan: plan)) }
  }

  mutating func observe(_ outcome: StepOutcome) {
    for index in stages.indices { stages[index].observe(outcome) }
  }

  func weight(row: Int) -> Double { stages.reduce(1) { $0 * $1.weight(row: row) } }

  // MARK: Checkpoints

  func write(toFolder folder: String) throws {
    for stage in stages { try Self.write(stage.encoded(), to: Self.file(stage.name, folder)) }
  }

  /// - Returns: names of stages that begin anew, since the checkpoint is of a run without them.
  /// - Throws: ``TrainingError/badState(file:cause:)``.
  mutating func read(fromFolder folder: String) throws(TrainingError) -> [String] {
    var missing: [String] = []
    for index in stages.indices {
      let file = Self.file(stages[index].name, folder)
      guard let bytes = FileManager.default.contents(atPath: file) else {
        missing.append(stages[index].name)
        continue
      }
      do {
        try stages[index].take(bytes)
      } catch {
        throw .badState(file: file, cause: "is not what this version remembers: go on with the one that wrote it")
      }
    }
    return missing
  }

  private static func file(_ name: String, _ folder: String) -> String { "\(folder)/\(name).json" }

  /// A full disk is said to be full, as for all files of a checkpoint.
  static func write(_ bytes: Data, to file: String) throws {
    do {
      try bytes.write(to: URL(fileURLWithPath: file))
    } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
      throw RunFileError(writing: file, errno: ENOSPC)
    }
  }
}

extension FeedbackStage {
  /// The same bytes for the same memory.
  fileprivate func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(memory)
  }

  fileprivate mutating func take(_ bytes: Data) throws {
    memory = try JSONDecoder().decode(Memory.self, from: bytes)
  }
}
