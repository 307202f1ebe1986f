internal import Foundation
public import TrainingRuns

/// AceReason-Nemotron 1.1 (arXiv 2506.13284): GRPO that never learns from answers of an older policy (one update a step),
/// without KL, in stages of growing answers (`rl.stages`), at a temperature at which the entropy stays near 0.3, on
/// prompts that are not solved yet.
///
///     entropy = mean of −log softmax(z / T) over the tokens that were drawn
///     log T ← log T + gain · (0.3 − entropy) / 0.3
///
/// Read in the abstract ("temperature-adjusted entropy around 0.3") and in public notes on the stages: 8K, 16K, 24K and
/// 32K tokens, cut answers left out in the first two, mathematics before code, prompts that are solved removed at each
/// epoch. The paper picks the temperature of each run by hand; that a controller holds it is ours, and so is its gain.
/// Entropy rises with T, so that it has one place to go to. For a prompt that leaves, all answers of a step were correct;
/// it leaves when the epoch ends.
public enum AceReason: Recipe {
  public static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws {
    guard run.rl.miniBatchPrompts == run.rl.promptsPerStep, run.rl.epochs == 1 else {
      throw RLMethodError(
        "rl.mini_batch_prompts", "acereason is strictly on-policy: one update a step",
        advice: "set it to rl.prompts_per_step, and rl.epochs to 1")
    }
    let settings = run.rl.acereason
    if settings.entropyTarget > 0 {
      method.feedback.append(TemperatureController(settings, start: run.sampling.temperature))
    }
    if settings.dropsSolved { method.feedback.append(SolvedPrompts()) }
  }
}

/// Holds the policy's entropy by the temperature of its answers.
public struct TemperatureController: FeedbackStage {
  public let name = "temperature"
  /// T of the next step.
  public var memory: Double
  public var settings: AceReasonSettings

  public init(_ settings: AceReasonSettings, start: Double) {
    self.settings = settings
    memory = start
  }

  public func plan(_ plan: inout StepPlan) { plan.temperature = memory }

  public mutating func observe(_ outcome: StepOutcome) {
    guard let entropy = outcome.entropy, settings.entropyTarget > 0 else { return }
    // No step moves it by more than its gain.
    let off = min(max((settings.entropyTarget - entropy) / settings.entropyTarget, -1), 1)
    let moved = memory * exp(settings.gain * off)
    memory = min(max(moved, settings.minimumTemperature), settings.maximumTemperature)
  }

  /// The mean entropy of softmax(z / T) over some tokens' logits.
  static func entropy(_ logits: [[Double]], temperature: Double) -> Double {
    let entropies = logits.map { logits in
      let top = logits.max() ?? 0
      let weights = logits.map { exp(($0 - top) / temperature) }
      let sum = weights.reduce(0, +)
      return weights.reduce(0) { $1 > 0 ? $0 - $1 / sum * log($1 / sum) : $0 }
    }
    return entropies.reduce(0, +) / Double(max(1, entropies.count))
  }
}

/// Leaves out what needs no more practice.
public struct SolvedPrompts: FeedbackStage {
  public let name = "solved_prompts"
  public struct Memory: Codable, Sendable, Hashable {
    var epoch = 0
    /// Rows of the data that are left out.
    var left: [Int] = []
    /// Rows that leave when the epoch ends.
    var leaving: [Int] = []
  }
  public var memory = Memory()

  public init() {}

  public func plan(_ plan: inout StepPlan) { plan.leftOut.formUnion(memory.left) }

  public mutating func observe(_ outcome: StepOutcome) {
    for group in outcome.groups where group.judged > 0 && !group.isGuided {
      memory.leaving.removeAll { $0 == group.row }
      if group.correct == group.judged { memory.leaving.append(group.row) }
    }
    guard outcome.epoch != memory.epoch else { return }
    memory.epoch = outcome.epoch
    memory.left = Set(memory.left + memory.leaving).sorted()
    memory.leaving = []
  }
}
