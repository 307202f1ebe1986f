public import TrainingRuns

/// T-PPO, truncated proximal policy optimisation (arXiv 2506.15050): answers are written in windows, and the policy learns
/// from each window's tokens at once, though the answer is not finished.
///
///     V(s_l) := V(s_{l−1}) behind the last token of an unfinished answer, which is paid nothing there
///     δ_t = r_t + γ·V(s_{t+1}) − V(s_t),  A_t = δ_t + γλ·A_{t+1},  γ = 1, λ = 0.95
///     policy: the new tokens of every answer; value: all tokens of finished answers, against the return itself (λ = 1)
///
/// At γ = 1 the last token of an unfinished answer has the advantage 0. An answer at `sampling.max_new_tokens` is finished,
/// and paid what the judge says.
///
/// Of the paper only the abstract and reviews could be had, which confirm V(s_l) = V(s_{l−1}), the policy's update on
/// partial answers and the value's on finished ones. Derived from these: the recursion, the targets of the values, and
/// that an answer's place is taken by the next prompt in the step after the prompt's last answer ended. Values begin at 0
/// and say nothing at first, so that a warm-up of the head alone can come before.
public enum TPPO: Recipe {
  public static func plug(into method: inout RLMethod, _ run: RunConfiguration) throws {
    let settings = run.rl.tPPO
    guard run.rl.advantage == .gae else {
      throw RLMethodError("rl.advantage", "t-ppo has advantages of its own", advice: "choose gae, or leave it out")
    }
    guard run.rl.nllAlpha == 0 else {
      throw RLMethodError("rl.nll_alpha", "t-ppo learns from answers that nobody has judged", advice: "set it to 0")
    }
    method.advantage = ExtendedGAE(lambda: settings.lambda)
    method.windowTokens = settings.windowTokens
    method.learnsWindows = true
    if settings.valueWarmupSteps > 0 { method.feedback.append(ValueWarmup(steps: settings.valueWarmupSteps)) }
  }
}

/// Advantages of partial answers, whitened over the tokens that the policy learns, and returns of finished ones.
public struct ExtendedGAE: AdvantageEstimator, Hashable {
  public var lambda: Double

  public init(lambda: Double = 0.95) { self.lambda = lambda }

  public var needsValues: Bool { true }

  public func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages {
    let policy = GAE(discount: 1, lambda: lambda, whitens: false, truncated: .lastValue)
    let value = GAE(discount: 1, lambda: 1, whitens: false, truncated: .lastValue)
    let mask = rows.newTokens ?? rows.mask
    return TokenAdvantages(
      advantages: whitened(try policy.advantages(for: rows).advantages, mask: mask),
      returns: try value.advantages(for: rows).returns)
  }
}

/// The first steps teach the value head alone.
struct ValueWarmup: FeedbackStage {
  /// Nothing but the step decides.
  struct Memory: Codable, Sendable {}

  let name = "value_warmup"
  var memory = Memory()
  let steps: Int

  init(steps: Int) { self.steps = steps }

  func plan(_ plan: inout StepPlan) { plan.learnsPolicy = plan.step > steps }
  func observe(_ outcome: StepOutcome) {}
}
