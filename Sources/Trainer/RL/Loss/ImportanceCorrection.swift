#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Truncated importance sampling: the sampler's numbers differ a little from the trainer's, and each token's loss is
/// weighed by how much likelier the old policy finds it, at most `cap` times (verl, `rollout_corr_helper`):
///
///     w = min(exp(log π_old − log π_rollout), cap), without gradient
///
/// It multiplies loss and gradient after the clip. With equal log-probabilities it changes nothing.
public struct ImportanceCorrection: Sendable, Hashable {
  public enum Level: String, Sendable, Hashable {
    /// Each token's own ratio.
    case token
    /// The product over the row's tokens that count, for all of them.
    case sequence
    /// The geometric mean of the row's token weights, for all of them: what verl gives GMPO, which has one loss a row.
    case sequenceMean
  }

  public var level: Level
  /// C; 2 is usual.
  public var cap: Double

  public init(level: Level = .token, cap: Double = 2) {
    self.level = level
    self.cap = cap
  }

  /// [tokens]. Where a log-probability is not finite the weight is 0: the token teaches nothing, nor does its row
  /// where the row has one weight.
  public func weights(for batch: PolicyBatch) throws(RLMathError) -> [Double] {
    try RLMathError.require("the cap of importance weights", cap, "above 0", cap > 0)
    guard let rollout = batch.rolloutLogProbabilities else {
      throw .missing("rolloutLogProbabilities", needed: "the importance correction")
    }
    let differences = zip(batch.oldLogProbabilities, rollout).map { $0.isFinite && $1.isFinite ? $0 - $1 : .nan }
    switch level {
    case .token: return differences.map(weight)
    case .sequenceMean:
      let weights = differences.map(weight)
      let perRow = (0..<batch.layout.rowCount).map { row in
        let counted = batch.layout[row].filter { batch.mask[$0] }
        return exp(counted.reduce(0) { $0 + log(weights[$1]) } / Double(max(1, counted.count)))
      }
      return batch.layout.broadcast(perRow)
    case .sequence:
      let perRow = (0..<batch.layout.rowCount).map { row in
        weight(batch.layout[row].reduce(0) { batch.mask[$1] ? $0 + differences[$1] : $0 })
      }
      return batch.layout.broadcast(perRow)
    }
  }

  private func weight(_ difference: Double) -> Double { LogRatio(difference).map { min($0.value, cap) } ?? 0 }
}
