/// How much a token's advantage and log-probability deviate together: (A − mean A)·(log π − mean log π), means over the
/// tokens of the mini-batch that count. Tokens where it is high are those that lower the entropy (arXiv 2505.22617).
///
/// - Returns: [tokens]; −∞ for tokens that the mask leaves out or that cannot be used, so that nothing selects them.
func covariances(_ batch: PolicyBatch) -> [Double] {
  let usable = (0..<batch.tokenCount).map { batch.mask[$0] && batch.ratio(at: $0) != nil }
  let tokens = (0..<batch.tokenCount).filter { usable[$0] }
  let count = Double(max(1, tokens.count))
  let advantage = tokens.reduce(0) { $0 + batch.advantages[$1] } / count
  let logProbability = tokens.reduce(0) { $0 + batch.logProbabilities[$1] } / count
  return usable.enumerated().map { token, isUsable in
    isUsable
      ? (batch.advantages[token] - advantage) * (batch.logProbabilities[token] - logProbability) : -.infinity
  }
}

/// max(1, ⌊ratio · tokens that count⌋)
func selectionSize(_ ratio: Double, of batch: PolicyBatch) -> Int {
  max(1, Int(ratio * Double(batch.mask.count { $0 })))
}

func checkSelection(_ name: String, ratio: Double, _ batch: PolicyBatch) throws(RLMathError) {
  try RLMathError.require("\(name)'s ratio", ratio, "above 0, at most 1", ratio > 0 && ratio <= 1)
  guard batch.isWhole else { throw .needsWholeMiniBatch(name) }
}
