internal import TrainingRuns

/// Parts of a run, one after the other: which files prompts come from, how long answers may be, whether cut ones count.
/// Mathematics before code (Ring-lite, AceReason-Nemotron), and growing answers (AceReason-Nemotron 1.1).
struct StageSchedule: FeedbackStage {
  /// Nothing but the step decides.
  struct Memory: Codable, Sendable {}

  let name = "stages"
  var memory = Memory()
  let stages: [StageSettings]

  /// - Throws: ``RLMethodError`` for a stage that cannot be.
  init(_ run: RunConfiguration) throws {
    stages = run.rl.stages
    for (index, stage) in stages.enumerated() {
      if let most = stage.maximumNewTokens, most > run.sampling.maximumNewTokens {
        throw RLMethodError(
          "rl.stages", "stage \(index + 1) has max_new_tokens \(most)",
          advice: "sampling.max_new_tokens is the most that any stage may have, \(run.sampling.maximumNewTokens)")
      }
      if let file = stage.files.first(where: { $0 > run.data.train.count }) {
        throw RLMethodError(
          "rl.stages", "stage \(index + 1) takes file \(file)", advice: "data.train has \(run.data.train.count)")
      }
    }
  }

  func plan(_ plan: inout StepPlan) {
    guard let stage = stage(at: plan.step) else { return }
    plan.maximumNewTokens = stage.maximumNewTokens ?? plan.maximumNewTokens
    if !stage.files.isEmpty { plan.files = Set(stage.files.map { $0 - 1 }) }
    if let filters = stage.filtersOverlong { plan.overlong = filters ? .filter : .none }
  }

  /// - Parameter step: from 1.
  func stage(at step: Int) -> StageSettings? {
    var end = 0
    for stage in stages.dropLast() {
      end += stage.steps
      if step <= end { return stage }
    }
    return stages.last
  }

  func observe(_ outcome: StepOutcome) {}
}
