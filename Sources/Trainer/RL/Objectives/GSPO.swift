#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Group sequence policy optimisation (arXiv 2507.18071; verl, `compute_policy_loss_gspo`): the clip acts on a row's
/// ratio.
///
///     s = exp(mean over the row's tokens of log r), log s at most 10, each log r within ±20
///     loss_t = max(−s·A, −clip(s, 1 − ε_l, 1 + ε_h)·A)
///     d loss / d log π_t = −F·A,   F = s, 0 where clipped
///
/// That is GSPO-token's form, sg(s)·π/sg(π), whose gradient is GSPO's where a row has one advantage. To be aggregated
/// by `seq-mean-token-mean`.
public struct GSPO: TokenObjective, Hashable {
  public var range: ClipRange
  /// exp of more than this is not tried.
  private static let largestLogarithm = 10.0

  public init(_ range: ClipRange = ClipRange(low: 3e-4, high: 4e-4)) { self.range = range }

  public var scope: ObjectiveScope { .row }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try range.check()
    let means = batch.layout.broadcast((0..<batch.layout.rowCount).map { meanLogRatio(batch, row: $0) })
    return batch.outcomes(hasRange: true) { token in
      guard let mean = means[token], let own = batch.ratio(at: token) else { return nil }
      let isHeld = own.isHeld || mean > Self.largestLogarithm
      let advantage = batch.advantages[token]
      let ratio = exp(min(mean, Self.largestLogarithm))
      let region = range.region(ratio, advantage: advantage)
      let isClipped = region == .positiveHigh || region == .negativeLow
      let loss = -advantage * (isClipped ? range.clip(ratio) : ratio)
      return (TokenOutcome(loss: loss, slope: isClipped || isHeld ? 0 : loss, region: region), isHeld)
    }
  }

  /// `nil` where any of the row's tokens that count cannot be used: its mean would not be that of the row.
  private func meanLogRatio(_ batch: PolicyBatch, row: Int) -> Double? {
    var (sum, count) = (0.0, 0)
    for token in batch.layout[row] where batch.mask[token] {
      guard let ratio = batch.ratio(at: token) else { return nil }
      sum += ratio.logarithm
      count += 1
    }
    return sum / Double(max(1, count))
  }
}
