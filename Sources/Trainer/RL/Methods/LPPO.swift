internal import Foundation
public import TrainingRuns

/// LPPO, learning-progress and prefix-guided optimisation (arXiv 2507.06573), over any objective: prompts that are being
/// learned weigh more than those that stand still, and those that nobody solves are begun for the model.
///
///     p_new = keep·p_old + (1 − keep)·(share of the step's answers that are correct), the first time the share itself
///     Δ = p_new − p_old, the first time 0
///     A ← A·w,  w = sigmoid(κ·Δ) + 0.5
///
/// Derived for the most part: of the paper only the abstract could be had, which has the moving average and both ideas. The
/// formula of w with κ = 8 is quoted as the paper's by another implementation (github.com/lym0630-boop/my_math_model),
/// keep = 0.8 is that one's choice, and so are what counts as stuck and the shares of a solution that are given. Ours:
/// all answers of a group begin with the same part, so that they can be compared; it is part of the prompt, so that
/// nothing of it is learned; what a helped group does is no progress.
public enum LPPO: Recipe {
  public static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws {
    method.feedback.append(LearningProgress(run.rl.lppo))
  }
}

/// What each prompt's answers came to so far.
public struct LearningProgress: FeedbackStage {
  public struct Prompt: Codable, Sendable, Hashable {
    /// The moving average of its pass rate.
    public var rate: Double
    /// Δ of its last visit.
    public var gain = 0.0
    public var visits = 1
  }

  public let name = "learning_progress"
  /// By row of the data.
  public var memory: [Int: Prompt] = [:]
  public var settings: LPPOSettings

  /// How much of a solution is given, and how often each.
  static let shares: [(share: Range<Double>, chance: Double)] = [
    (0.15..<0.25, 0.5), (0.25..<0.4, 0.35), (0.4..<0.55, 0.15),
  ]
  private static let stream: UInt64 = 0x6775_6964_65

  public init(_ settings: LPPOSettings = LPPOSettings()) { self.settings = settings }

  public mutating func observe(_ outcome: StepOutcome) {
    for group in outcome.groups where group.judged > 0 && !group.isGuided {
      let rate = Double(group.correct) / Double(group.judged)
      guard var prompt = memory[group.row] else {
        memory[group.row] = Prompt(rate: rate)
        continue
      }
      let average = settings.keep * prompt.rate + (1 - settings.keep) * rate
      (prompt.rate, prompt.gain) = (average, average - prompt.rate)
      prompt.visits += 1
      memory[group.row] = prompt
    }
  }

  public func weight(row: Int) -> Double {
    1 / (1 + exp(-settings.steepness * (memory[row]?.gain ?? 0))) + settings.offset
  }

  public func isStuck(row: Int) -> Bool {
    guard let prompt = memory[row] else { return false }
    return prompt.visits >= settings.stuckVisits && prompt.rate <= settings.stuckRate
      && prompt.gain <= settings.stuckGain
  }

  public func guide(row: Int, solution: SolutionCuts, plan: StepPlan) -> Int {
    guard settings.guides, isStuck(row: row) else { return 0 }
    var random = CounterRandom(seed: plan.seed, stream: Self.stream, UInt64(plan.step), UInt64(row))
    var chance = random.uniform()
    var range = Self.shares[0].share
    for (share, part) in Self.shares {
      range = share
      if chance < part { break }
      chance -= part
    }
    return solution.tokens(
      share: range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform())
  }
}
