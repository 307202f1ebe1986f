/// Reinforcement learning.
public struct RLSettings: Sendable, Hashable {
  /// Rollout batches.
  public var steps = 100
  public var preset = Preset.klearPaper
  public var method = Method.klear
  public var promptsPerStep = 16
  /// Answers a prompt.
  public var rollouts = 8
  /// Prompts an update; must divide ``promptsPerStep``.
  public var miniBatchPrompts = 16
  /// Tokens that pass through the model at once.
  public var microBatchTokens = 4_096
  /// Times that a rollout batch is learned from.
  public var epochs = 1
  public var oldLogProbs = OldLogProbs.recompute
  public var objective = ObjectiveSettings()
  public var advantage = Advantage.grpo
  public var aggregation = Aggregation.tokenMean
  public var filter = GroupFilter.score
  public var overlong = Overlong.none
  /// Weight of the likelihood of fully correct answers.
  public var nllAlpha = 0.1
  public var kl = KLSettings()
  /// Weight of the entropy bonus.
  public var entropyCoefficient = 0.0
  /// Parts of the run, one after the other; none for one alone.
  public var stages: [StageSettings] = []
  /// Of single methods; the others do not look at them.
  public var archer = ArcherSettings()
  public var copo = COPOSettings()
  public var c3po = C3POSettings()
  public var lppo = LPPOSettings()
  public var acereason = AceReasonSettings()
  public var ulorl = UloRLSettings()
  public var tPPO = TPPOSettings()

  public init() {}

  /// The defaults of a preset; the published table stands in the manual of the trainer.
  public init(preset: Preset) {
    self.preset = preset
    if preset == .klearReleased {
      advantage = .grpoUnbiased
      filter = .acc
      overlong = .filter
      objective.dualClip = 10
    }
  }
}

extension RLSettings: SettingsTable {
  static var settings: [Setting<RLSettings>] {
    [
      Setting("steps", \.steps, .integer(atLeast: 1), "Rollout batches."),
      Setting("preset", \.preset, .choice, "Sets the defaults of the keys below; each may still be given."),
      Setting(
        "method", \.method, .choice,
        "Sets the defaults of objective, advantage, aggregation and the like as published; each may still be given."),
      Setting("prompts_per_step", \.promptsPerStep, .integer(1...1_048_576), "Prompts a rollout batch."),
      Setting("rollouts", \.rollouts, .integer(1...65_536), "Answers a prompt."),
      Setting(
        "mini_batch_prompts", \.miniBatchPrompts, .integer(1...1_048_576),
        "Prompts an update; divides `prompts_per_step`."),
      Setting(
        "micro_batch_tokens", \.microBatchTokens, .integer(1...1_073_741_824),
        "Tokens that pass through the model at once: memory, not the result, depends on it."),
      Setting("epochs", \.epochs, .integer(1...1_000), "Times that a rollout batch is learned from."),
      Setting("old_logprobs", \.oldLogProbs, .choice, "Where the ratio's denominator comes from."),
      Setting("objective", section: \.objective, "The policy objective."),
      Setting(
        "advantage", \.advantage, .choice, default: "grpo (klear-released: grpo-unbiased)",
        "How rewards become advantages."),
      Setting("aggregation", \.aggregation, .choice, "How tokens are averaged, over the whole mini-batch."),
      Setting(
        "filter", \.filter, .choice, default: "score (klear-released: acc)",
        "Groups whose answers all have the same value of this are left out; with `score-mask` they stay and count in no average."
      ),
      Setting(
        "overlong", \.overlong, .choice, default: "none (klear-released: filter)",
        "What happens to answers that reach `sampling.max_new_tokens`."),
      Setting("nll_alpha", \.nllAlpha, .number(atLeast: 0), "Weight of the likelihood of fully correct answers."),
      Setting("kl", section: \.kl, "The pull towards the reference model."),
      Setting("entropy_coef", \.entropyCoefficient, .number(atLeast: 0), "Weight of the entropy bonus."),
      Setting("stages", \.stages, .sections(atMost: 100), "Parts of the run, one after the other."),
      Setting("archer", section: \.archer, "Of `method: archer` and `aspo`."),
      Setting("copo", section: \.copo, "Of `method: copo`."),
      Setting("c3po", section: \.c3po, "Of `method: c3po`."),
      Setting("lppo", section: \.lppo, "Of `method: lppo`."),
      Setting("acereason", section: \.acereason, "Of `method: acereason`."),
      Setting("ulorl", section: \.ulorl, "Of `method: ulorl`."),
      Setting("t_ppo", section: \.tPPO, "Of `method: t-ppo`."),
    ]
  }

  static func preset(_ value: ConfigurationValue) throws -> RLSettings? {
    guard value["preset"] != nil || value["method"] != nil else { return nil }
    let preset = try value["preset"].map { try SettingType<Preset>.choice.decode($0) }
    let method = try value["method"].map { try SettingType<Method>.choice.decode($0) }
    return RLSettings(preset: preset ?? .klearPaper, method: method ?? .klear)
  }

  func check(_ place: ConfigurationValue) throws {
    try checkSections(place)
    for (index, stage) in stages.enumerated().dropLast() where stage.steps == 0 {
      throw place.place("stages").error(
        .invalidValue, "stage \(index + 1) has no steps: only the last one may leave them out")
    }
    guard promptsPerStep.isMultiple(of: miniBatchPrompts) else {
      throw place.place("mini_batch_prompts").error(
        .conflict, "\(miniBatchPrompts) does not divide rl.prompts_per_step, \(promptsPerStep)")
    }
    if rollouts == 1, [.grpo, .grpoUnbiased, .drGRPO, .rloo].contains(advantage) {
      throw place.place("rollouts").error(
        .conflict, "1 answer makes no group, and rl.advantage \(advantage.rawValue) compares answers: give 2 or more")
    }
  }

  /// A key of a method that is not this run's would have no effect.
  private func checkSections(_ place: ConfigurationValue) throws {
    let none = RLSettings(preset: preset, method: method)
    let sections: [(name: String, methods: [Method], isAsDefault: Bool)] = [
      ("archer", [.archer, .aspo], archer == none.archer), ("copo", [.copo], copo == none.copo),
      ("c3po", [.c3po], c3po == none.c3po), ("lppo", [.lppo], lppo == none.lppo),
      ("acereason", [.acereason], acereason == none.acereason), ("ulorl", [.ulorl], ulorl == none.ulorl),
      ("t_ppo", [.tPPO], tPPO == none.tPPO),
    ]
    for section in sections where !section.methods.contains(method) && !section.isAsDefault {
      throw place.place(section.name).error(
        .conflict,
        "has no effect: rl.method is \(method.rawValue), and these keys are those of "
          + section.methods.map(\.rawValue).joined(separator: " and "))
    }
  }
}
