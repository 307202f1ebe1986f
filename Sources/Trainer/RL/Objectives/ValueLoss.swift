/// The value head's squared error, with PPO's clip around the old value (verl, `compute_value_loss`):
///
///     loss = ½·max((V − R)², (clip(V, V_old − ε, V_old + ε) − R)²)
///     d loss / d V = V − R, 0 where the clipped one is the larger
public struct ValueLoss: TokenObjective, Hashable {
  /// ε; `nil` for none.
  public var clip: Double?

  public init(clip: Double? = nil) { self.clip = clip }

  public func counts(in batch: PolicyBatch) throws(RLMathError) -> [Bool] { batch.valueMask ?? batch.mask }

  public func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms {
    if let clip { try RLMathError.require("the value's clip", clip, "above 0", clip > 0) }
    guard let values = batch.values else { throw .missing("values", needed: "the value loss") }
    guard let returns = batch.returns else { throw .missing("returns", needed: "the value loss") }
    if clip != nil, batch.oldValues == nil { throw .missing("oldValues", needed: "the clipped value loss") }
    var losses = [Double](repeating: 0, count: values.count)
    var slopes = losses
    var guarded = [Bool](repeating: false, count: values.count)
    for token in values.indices {
      let error = values[token] - returns[token]
      var clipped = error
      if let clip, let old = batch.oldValues?[token] {
        clipped = min(max(values[token], old - clip), old + clip) - returns[token]
      }
      guard error.isFinite, clipped.isFinite else {
        guarded[token] = true
        continue
      }
      losses[token] = 0.5 * max(error * error, clipped * clipped)
      slopes[token] = clipped * clipped > error * error ? 0 : error
    }
    return TokenTerms(losses: losses, byValue: slopes, isGuarded: guarded)
  }
}
