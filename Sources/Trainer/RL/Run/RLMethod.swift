public import TrainingRuns

/// What the keys of `rl` and `sampling` stand for: the stages of a run, as values.
public struct RLMethod: Sendable {
  public var overlong: Overlong
  public var groupFilter: GroupFilter
  public var advantage: any AdvantageEstimator
  public var loss: PolicyLoss
  /// Which tokens of an update are learned from; `nil` for all.
  public var budget: TokenBudget?
  /// Stages that remember.
  public var feedback: [any FeedbackStage] = []
  /// Tokens an answer gets in a step before it has to wait for the next; `nil` for no limit.
  public var windowTokens: Int?
  /// Whether the tokens of each window are learned from at once, and not those of prompts whose answers are all done.
  public var learnsWindows = false
  public var recomputesOldLogProbabilities: Bool
  /// Whether the loss looks at a model that does not learn.
  public var needsReference: Bool { loss.terms.contains { $0.name.hasPrefix(RLMethod.referenceTerm) } }

  static let referenceTerm = "kl"
  static let likelihoodTerm = "nll"
  static let entropyTerm = "entropy"
  static let valueTerm = "value"

  /// - Parameter recipe: in the place of that of `rl.method`.
  /// - Throws: ``RLMethodError`` that names the key.
  public init(_ run: RunConfiguration, recipe: (any Recipe.Type)? = nil) throws {
    let settings = run.rl
    advantage = try RLMethod.advantage(settings)
    overlong = try RLMethod.overlong(settings.overlong, maximum: run.sampling.maximumNewTokens)
    groupFilter = RLMethod.groupFilter(settings)
    recomputesOldLogProbabilities = settings.oldLogProbs == .recompute
    let aggregation = RLMethod.aggregation(settings.aggregation, maximum: run.sampling.maximumNewTokens)
    loss = PolicyLoss(
      try RLMethod.objective(settings), aggregation: aggregation,
      correction: try RLMethod.correction(settings), terms: RLMethod.terms(settings, aggregation: aggregation))
    if !settings.stages.isEmpty { feedback.append(try StageSchedule(run)) }
    try (recipe ?? RLMethod.recipe(settings.method))?.plug(into: &self, run)
  }

  private static func advantage(_ settings: RLSettings) throws -> any AdvantageEstimator {
    switch settings.advantage {
    case .grpo: GRPOAdvantage(.population)
    case .grpoUnbiased: GRPOAdvantage(.unbiased())
    case .drGRPO: DrGRPOAdvantage()
    case .rloo: RLOOAdvantage()
    case .reinforcePP: ReinforcePlusPlusAdvantage()
    case .reinforcePPBaseline: ReinforcePlusPlusBaselineAdvantage()
    case .gae: GAE()
    }
  }

  private static func objective(_ rl: RLSettings) throws -> any TokenObjective {
    let settings = rl.objective
    let range = ClipRange(low: settings.epsilonLow, high: settings.epsilonHigh)
    if settings.dualClip != nil, ![.gppo, .clip].contains(settings.name) {
      throw RLMethodError(
        "rl.objective.dual_clip", "\(settings.name.rawValue) has none", advice: "leave it out; gppo and clip have one")
    }
    switch settings.name {
    case .gppo:
      return GPPO(range, beta1: settings.beta1, beta2: settings.beta2, dualClip: settings.dualClip)
    case .clip: return ClippedSurrogate(range, dualClip: settings.dualClip)
    case .cispo: return CISPO(range)
    case .gspo: return GSPO(range)
    case .gmpo: return GMPO(low: settings.epsilonLow, high: settings.epsilonHigh)
    case .sapo: return SAPO()
    case .clipCov: return ClipCov(range)
    case .klCov: return KLCov()
    case .reinforce: return Reinforce()
    case .aspo:
      return ASPO(
        EntropySplit(quantile: rl.archer.quantile), knowing: range,
        reasoning: ClipRange(low: rl.archer.reasoningEpsilonLow, high: rl.archer.reasoningEpsilonHigh))
    }
  }

  /// DAPO's buffer is a fifth of the limit (4,096 of 20,480 tokens).
  private static func overlong(_ overlong: RLSettings.Overlong, maximum: Int) throws -> Overlong {
    switch overlong {
    case .none: .none
    case .filter: .filter
    case .penalty: .penalty(try OverlongPenalty(maxLength: maximum, buffer: max(1, maximum / 5)))
    }
  }

  private static func groupFilter(_ settings: RLSettings) -> GroupFilter {
    let metric: GroupFilter.Metric =
      switch settings.filter {
      case .none: .none
      case .score: .score
      case .acc: .accuracy
      case .scoreMask: .scoreMask
      }
    // Advantages over the whole batch need no groups.
    let comparesGroups = ![.reinforcePP, .gae].contains(settings.advantage)
    let keeps = settings.preset == .klearReleased || !comparesGroups
    return GroupFilter(metric: metric, singletons: keeps ? .keep : .drop)
  }

  private static func aggregation(_ aggregation: RLSettings.Aggregation, maximum: Int) -> Aggregation {
    switch aggregation {
    case .tokenMean: .tokenMean
    case .sequenceMeanTokenMean: .sequenceMeanTokenMean()
    case .sequenceMeanTokenSum: .sequenceMeanTokenSum
    case .sequenceMeanTokenSumNorm: .drGRPO(maxLength: maximum)
    }
  }

  private static func correction(_ settings: RLSettings) throws -> ImportanceCorrection? {
    guard settings.method == .tis else { return nil }
    guard settings.oldLogProbs == .recompute else {
      throw RLMethodError(
        "rl.old_logprobs", "rollout leaves rl.method tis nothing to correct", advice: "set it to recompute")
    }
    switch settings.objective.name {
    case .gmpo: return ImportanceCorrection(level: .sequenceMean)
    default: return ImportanceCorrection(level: .token)
    }
  }

  private static func terms(_ settings: RLSettings, aggregation: Aggregation) -> [PolicyLoss.Term] {
    var terms: [PolicyLoss.Term] = []
    if settings.nllAlpha > 0 {
      terms.append(.init(likelihoodTerm, coefficient: settings.nllAlpha, PositiveLikelihood()))
    }
    let estimator: KLEstimator? =
      switch settings.kl.kind {
      case .none: nil
      case .k1: .k1
      case .k2: .k2
      case .k3: .k3
      case .abs: .absolute
      }
    if let estimator {
      terms.append(
        .init(
          referenceTerm, coefficient: settings.kl.coefficient, KLPenalty(estimator), aggregation: aggregation))
    }
    // verl's clip around the old value.
    if settings.advantage == .gae { terms.append(.init(valueTerm, coefficient: 1, ValueLoss(clip: 0.5))) }
    if settings.entropyCoefficient > 0 {
      terms.append(
        .init(entropyTerm, coefficient: settings.entropyCoefficient, EntropyBonus(), aggregation: aggregation))
    }
    return terms
  }
}

/// Settings that cannot be run, by their key.
public struct RLMethodError: Error, Sendable, Hashable, CustomStringConvertible {
  public var key: String
  public var description: String

  init(_ key: String, _ cause: String, advice: String) {
    self.key = key
    description = "\(key): \(cause): \(advice)"
  }
}
