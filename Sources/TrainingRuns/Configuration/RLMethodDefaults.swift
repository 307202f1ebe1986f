extension RLSettings {
  /// The defaults of a method, over those of a preset.
  ///
  /// A method of its own paper comes with that paper's advantage, averages and filter. Objectives that are compared with
  /// GPPO (`cispo`, `gspo`, `gmpo`, `sapo`, `ce-gppo`, `clip-cov`, `kl-cov`) keep the preset's advantage and filter, so
  /// that two runs differ in the objective alone. Only `klear` learns from right answers by their likelihood.
  public init(preset: Preset, method: Method) {
    self.init(preset: preset)
    self.method = method
    guard method != .klear else { return }
    nllAlpha = 0
    if method != .gppo, method != .tis, method != .ceGPPO { objective.dualClip = nil }
    switch method {
    case .grpo:
      useClip(low: 0.2, high: 0.2)
      (advantage, aggregation, filter, overlong) = (.grpoUnbiased, .sequenceMeanTokenMean, .none, .none)
      (kl.kind, kl.coefficient) = (.k3, 0.001)
    case .dapo:
      useClip(low: 0.2, high: 0.28)
      (advantage, aggregation, filter, overlong) = (.grpoUnbiased, .tokenMean, .acc, .penalty)
    case .drGRPO:
      useClip(low: 0.2, high: 0.2)
      (advantage, aggregation, filter, overlong) = (.drGRPO, .sequenceMeanTokenSumNorm, .none, .none)
    case .rloo:
      useClip(low: 0.2, high: 0.2)
      (advantage, filter, overlong) = (.rloo, .none, .none)
    case .reinforcePP:
      useClip(low: 0.2, high: 0.2)
      (advantage, filter, overlong) = (.reinforcePP, .none, .none)
    case .cispo:
      // Clipped above only.
      (objective.name, objective.epsilonLow) = (.cispo, 1)
    case .gspo:
      (objective.name, objective.epsilonLow, objective.epsilonHigh) = (.gspo, 3e-4, 4e-4)
      aggregation = .sequenceMeanTokenMean
    case .gmpo:
      (objective.name, objective.epsilonLow, objective.epsilonHigh) = (.gmpo, 0.4, 0.4)
      aggregation = .sequenceMeanTokenMean
    case .sapo:
      objective.name = .sapo
      aggregation = .sequenceMeanTokenMean
    case .ceGPPO: objective.beta1 = 0.5
    case .clipCov: (objective.name, objective.epsilonLow, objective.epsilonHigh) = (.clipCov, 0.2, 0.2)
    case .klCov: objective.name = .klCov
    case .archer:
      useClip(low: 0.2, high: 0.2)
      objective.dualClip = 10
      (advantage, aggregation, filter, overlong) = (.grpoUnbiased, .tokenMean, .none, .none)
      (kl.kind, kl.coefficient) = (.k3, 0.001)
    case .aspo:
      (objective.name, objective.epsilonLow, objective.epsilonHigh) = (.aspo, 0.2, 0.2)
      (archer.reasoningEpsilonLow, archer.reasoningEpsilonHigh) = (0.4, 0.4)
      (advantage, aggregation, filter, overlong) = (.grpoUnbiased, .tokenMean, .none, .none)
    case .copo:
      useClip(low: 0.2, high: 0.2)
      objective.dualClip = 3
      (advantage, aggregation, filter, overlong) = (.grpoUnbiased, .sequenceMeanTokenMean, .none, .none)
    case .c3po:
      useClip(low: 0.2, high: 0.2)
      (advantage, filter, overlong) = (.grpoUnbiased, .none, .none)
      (kl.kind, kl.coefficient) = (.k3, 0.001)
      entropyCoefficient = 5e-4
    case .lppo:
      useClip(low: 0.2, high: 0.2)
      (advantage, aggregation, filter, overlong) = (.grpoUnbiased, .tokenMean, .none, .none)
    case .acereason:
      useClip(low: 0.2, high: 0.2)
      (advantage, aggregation, filter, overlong) = (.grpoUnbiased, .tokenMean, .none, .none)
    case .ulorl:
      useClip(low: 0.2, high: 0.28)
      (advantage, aggregation, filter, overlong) = (.grpoUnbiased, .tokenMean, .acc, .none)
    case .tPPO:
      useClip(low: 0.2, high: 0.2)
      (advantage, aggregation, filter, overlong) = (.gae, .tokenMean, .none, .none)
    case .klear, .gppo, .tis: break
    }
  }

  private mutating func useClip(low: Double, high: Double) {
    objective.name = .clip
    objective.epsilonLow = low
    objective.epsilonHigh = high
  }
}
