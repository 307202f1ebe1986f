import Testing

@testable import Trainer

/// Every number of objectives.json: verl's and Klear-Reasoner's own functions under autograd.
@Suite struct ObjectiveGoldenTests {
  struct File: Decodable {
    struct Inputs: Decodable {
      let logprobs: [[Double]]
      let old_logprobs: [[Double]]
      let ref_logprobs: [[Double]]
      let advantages: [[Double]]
      let mask: [[Double]]
    }
    struct Aggregate: Decodable {
      let loss: Double
      let grad: [[Double]]
    }
    struct Output: Decodable {
      let per_token_loss: [[Double]]
      let info: [String: Double]
      let aggregated: [String: Aggregate]
      let eps_low: Double?
      let eps_high: Double?
      let c: Double?
      let beta1: Double?
      let beta2: Double?
      let tau_pos: Double?
      let tau_neg: Double?
    }
    let inputs: Inputs
    let outputs: [String: Output]
  }

  /// verl's denominators, with its 1e-8 where the file has it.
  static let aggregations: [String: Aggregation] = [
    "token-mean": .tokenMean,
    "seq-mean-token-sum": .sequenceMeanTokenSum,
    "seq-mean-token-mean": .sequenceMeanTokenMean(epsilon: 1e-8),
    "seq-mean-token-sum-norm": .sum(over: 8),
  ]

  private func objective(_ name: String, _ output: File.Output) throws -> any TokenObjective {
    let range = ClipRange(low: output.eps_low ?? 0, high: output.eps_high ?? 0)
    switch name {
    case _ where name.hasPrefix("gppo"):
      return GPPO(
        range, beta1: try #require(output.beta1), beta2: try #require(output.beta2), dualClip: output.c)
    // The file has verl's default c beside the name only.
    case "vanilla_verl_c3": return ClippedSurrogate(range, dualClip: 3)
    case "ppo_clip_0.2", "dapo_clip_higher", "dual_clip_c3", "dapo_dual_clip_c10":
      return ClippedSurrogate(range, dualClip: output.c)
    case "cispo": return CISPO(range)
    case "gspo": return GSPO(range)
    case "sapo":
      return SAPO(
        positiveTemperature: try #require(output.tau_pos), negativeTemperature: try #require(output.tau_neg))
    case "nll": return PositiveLikelihood()
    default: return KLPenalty(try #require(KLEstimator(rawValue: String(name.dropFirst("kl_".count)))))
    }
  }

  @Test func everyNumber() throws {
    let file: File = try RLGolden.decode("objectives.json")
    let inputs = file.inputs
    let padded = Padded(mask: inputs.mask)
    var batch = try PolicyBatch(
      layout: padded.layout, mask: padded.flatMask, logProbabilities: inputs.logprobs.flat,
      oldLogProbabilities: inputs.old_logprobs.flat, advantages: inputs.advantages.flat)
    batch.referenceLogProbabilities = inputs.ref_logprobs.flat
    batch.isPositive = inputs.mask.map { _ in true }
    #expect(file.outputs.count == 24)
    for (name, output) in file.outputs {
      let objective = try objective(name, output)
      let terms = try objective.terms(for: batch)
      #expect(difference(terms.losses, output.per_token_loss.flat) == nil, "\(name)")
      #expect(output.aggregated.count == Self.aggregations.count)
      for (mode, expected) in output.aggregated {
        let found = try PolicyLoss(objective, aggregation: #require(Self.aggregations[mode])).evaluate(batch)
        #expect(difference([found.summary.loss], [expected.loss]) == nil, "\(name), \(mode)")
        #expect(difference(found.byLogProbability, expected.grad.flat) == nil, "\(name), \(mode)")
        #expect(found.summary.guardedTokens == 0)
        try checkInfo(output.info, found.summary, name)
      }
    }
  }

  /// verl counts as clipped what lost its gradient; CISPO counts all that left the range.
  private func checkInfo(_ info: [String: Double], _ summary: LossSummary, _ name: String) throws {
    let cells = summary.clip.fractions
    for (key, expected) in info {
      let found: Double? =
        switch key.split(separator: "/").last {
        case "pg_clipfrac":
          cells.map {
            $0.positiveHigh + $0.negativeLow + (name == "cispo" ? $0.positiveLow + $0.negativeHigh : 0)
          } ?? 0
        case "pg_clipfrac_lower": summary.clip.dualClippedFraction ?? 0
        case "ppo_kl": summary.divergenceFromOld
        case "clip_low_frac": cells?.negativeLow
        case "clip_high_frac": cells?.positiveHigh
        default: nil
        }
      #expect(difference([try #require(found)], [expected]) == nil, "\(name), \(key)")
    }
  }
}
