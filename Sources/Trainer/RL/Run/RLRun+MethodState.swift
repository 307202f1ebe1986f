internal import Foundation
internal import TrainingRuns

/// What the method remembers, beside weights and moments.
extension RLRun {
  func writeMethodState(_ folder: String) throws {
    try feedback.write(toFolder: folder)
    guard sources.method.windowTokens != nil else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try Feedback.write(encoder.encode(pool), to: "\(folder)/\(RolloutPool.fileName)")
  }

  /// - Throws: ``TrainingError/badState(file:cause:)``.
  func readMethodState(_ folder: String) throws {
    for name in try feedback.read(fromFolder: folder) {
      core.surroundings.say("warning: \(folder) has no \(name).json, since the run had another method: it begins anew")
    }
    let file = "\(folder)/\(RolloutPool.fileName)"
    guard sources.method.windowTokens != nil, let bytes = FileManager.default.contents(atPath: file) else { return }
    let settings = configuration.rl
    guard let found = try? JSONDecoder().decode(RolloutPool.self, from: bytes) else {
      throw TrainingError.badState(
        file: file, cause: "does not hold unfinished answers of this version: go on with the one that wrote it")
    }
    let fits = found.groups.allSatisfy {
      $0.row >= 0 && $0.row < sources.prompts.count && $0.slot >= 0 && $0.slot < settings.promptsPerStep
        && $0.answers.count == settings.rollouts
    }
    if fits {
      pool = found
    } else {
      core.surroundings.say(
        "warning: data or rl.prompts_per_step and rl.rollouts have changed: unfinished answers are dropped")
    }
  }
}
