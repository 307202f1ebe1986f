/// Clip-Cov (arXiv 2505.22617; verl, `compute_policy_loss_clip_cov`): PPO's clip, and besides some tokens
/// of high covariance, chosen at random, teach nothing, so that the entropy stays up.
///
/// Candidates are tokens with lower < covariance < upper whose loss the range does not clip already; of them
/// max(1, ⌊ratio·n⌋) at most are chosen. Their loss and gradient are 0; they stay in the denominator.
public struct ClipCov: TokenObjective, Hashable {
  public var range: ClipRange
  public var lower: Double
  public var upper: Double
  public var ratio: Double

  public init(
    _ range: ClipRange = ClipRange(low: 0.2, high: 0.2), lower: Double = 1, upper: Double = 5, ratio: Double = 2e-4
  ) {
    self.range = range
    self.lower = lower
    self.upper = upper
    self.ratio = ratio
  }

  public var scope: ObjectiveScope { .miniBatch }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    try range.check()
    try RLMathError.require("the covariance's bounds", lower, "below the upper one", lower < upper)
    try checkSelection("Clip-Cov", ratio: ratio, batch)
    let clip = ClippedSurrogate(range)
    var terms = batch.tokenTerms { advantage, ratio, _ in clip.outcome(advantage, ratio) }
    for token in selected(of: candidates(batch), in: batch) {
      terms.losses[token] = 0
      terms.byLogProbability?[token] = 0
    }
    return terms
  }

  /// Tokens among which it chooses, rising.
  func candidates(_ batch: PolicyBatch) -> [Int] {
    let covariances = covariances(batch)
    return covariances.indices.filter { token in
      guard covariances[token] > lower, covariances[token] < upper, let ratio = batch.ratio(at: token) else {
        return false
      }
      let region = range.region(ratio.value, advantage: batch.advantages[token])
      return region != .positiveHigh && region != .negativeLow
    }
  }

  /// Those with the smallest hashes of (key, token): as likely as any others, and the same in every order of the work.
  private func selected(of candidates: [Int], in batch: PolicyBatch) -> ArraySlice<Int> {
    let hashes = candidates.map { (hash: Self.mixed(batch.randomKey, UInt64($0)), token: $0) }
    return hashes.sorted { $0 < $1 }.map(\.token).prefix(selectionSize(ratio, of: batch))
  }

  /// SplitMix64's finaliser on the token's place in the stream of the key.
  private static func mixed(_ key: UInt64, _ token: UInt64) -> UInt64 {
    var bits = key &+ (token &+ 1) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
