public import TrainingRuns

/// Draws tokens from logits: temperature, then top-k, top-p and min-p, in the order of `transformers`.
///
/// Of equally likely tokens those with the lower ids come first: top-k takes exactly k, where `transformers` takes all
/// that are as likely as the k-th.
public struct TokenSampler<S: Scalar> {
  /// A drawn token.
  public struct Draw: Sendable, Hashable {
    public var token: Int32
    /// Of softmax(logits / temperature) over the whole vocabulary, whatever was left out; at temperature 0 of
    /// softmax(logits).
    public var logProbability: Double
  }

  public let settings: SamplingSettings
  private let vocabularySize: Int

  public init(_ settings: SamplingSettings, vocabularySize: Int) {
    self.settings = settings
    self.vocabularySize = vocabularySize
  }

  /// - Returns: `nil` where the logits are not finite: nothing can be drawn from them, and no random number is spent.
  public func draw(_ logits: [S], _ random: inout CounterRandom) -> Draw? {
    var after = random
    let share = settings.temperature == 0 ? 0 : after.uniform()
    guard let draw = draw(Matrix(copying: logits), share: share, weights: Matrix(count: logits.count)) else {
      return nil
    }
    random = after
    return draw
  }

  /// - Parameters:
  ///   - share: in [0, 1): the token is taken at which the cumulated probabilities pass it.
  ///   - weights: room for one number a token.
  func draw(_ logits: Matrix<S>, share: Double, weights: Matrix<S>) -> Draw? {
    precondition(
      logits.columns == vocabularySize && weights.columns == vocabularySize, "logits of the whole vocabulary")
    let (values, results) = (logits.elements, weights.elements)
    var best = 0
    for token in values.indices {
      if values[token].isNaN { return nil }
      if values[token] > values[best] { best = token }
    }
    guard values[best].isFinite else { return nil }
    // A temperature that is 0 only in this type leaves the best token alone.
    let temperature = settings.temperature == 0 ? 1 : max(S(settings.temperature), .leastNormalMagnitude)
    let highest = values[best]
    for token in values.indices { results[token] = (values[token] - highest) / temperature }
    Kernels.exponential(weights)
    // In the vocabulary's order, in double: the same for every number of threads.
    let sum = results.reduce(0.0) { $0 + Double($1) }
    let token: Int
    if settings.temperature == 0 {
      token = best
    } else if settings.isTruncated {
      token = drawTruncated(values, results, sum: sum, share)
    } else {
      token = pick(values.indices, results, total: sum, share)
    }
    let exponent = Double((values[token] - highest) / temperature)
    return Draw(token: Int32(token), logProbability: exponent - naturalLogarithm(sum))
  }

  /// The first token at which the share of all weights before and with it is over `share`.
  private func pick(
    _ tokens: some Sequence<Int>, _ weights: UnsafeMutableBufferPointer<S>, total: Double, _ share: Double
  ) -> Int {
    var rest = share * total
    var last = 0
    for token in tokens where weights[token] > 0 {
      rest -= Double(weights[token])
      last = token
      if rest < 0 { break }
    }
    return last
  }

  private func drawTruncated(
    _ logits: UnsafeMutableBufferPointer<S>, _ weights: UnsafeMutableBufferPointer<S>, sum: Double, _ share: Double
  ) -> Int {
    // The likeliest first; equals in the vocabulary's order.
    var tokens = candidates(logits, weights, sum: sum).sorted { (logits[$1], $0) < (logits[$0], $1) }
    if settings.topK > 0 { tokens = Array(tokens.prefix(settings.topK)) }
    if settings.topP < 1 {
      let all = settings.topK > 0 ? tokens.reduce(0.0) { $0 + Double(weights[$1]) } : sum
      var before = 0.0
      tokens = Array(
        tokens.prefix { token in
          defer { before += Double(weights[token]) }
          return before < settings.topP * all || token == tokens[0]
        })
    }
    // The best has weight 1.
    if settings.minP > 0 { tokens = tokens.filter { Double(weights[$0]) >= settings.minP } }
    return pick(tokens, weights, total: tokens.reduce(0.0) { $0 + Double(weights[$1]) }, share)
  }

  /// All tokens that can stay, and few others: sorting a whole vocabulary would take longer than a small model.
  private func candidates(
    _ logits: UnsafeMutableBufferPointer<S>, _ weights: UnsafeMutableBufferPointer<S>, sum: Double
  ) -> [Int] {
    if settings.topK > 0 {
      guard settings.topK < logits.count else { return Array(logits.indices) }
      var sorted = Array(logits)
      let least = Self.element(settings.topK - 1, ofDescending: &sorted)
      return logits.indices.filter { logits[$0] >= least }
    }
    if settings.topP < 1 {
      // All tokens below this have together at most half of what top-p leaves out.
      let least = (1 - settings.topP) * sum / Double(2 * logits.count)
      return logits.indices.filter { Double(weights[$0]) >= least }
    }
    return logits.indices.filter { Double(weights[$0]) >= settings.minP }
  }

  /// The element that would stand at `place` if the largest came first (Hoare's selection).
  private static func element(_ place: Int, ofDescending values: inout [S]) -> S {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let pivot = values[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while values[left] > pivot { left += 1 }
        while values[right] < pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if place <= right { high = right } else if place >= left { low = left } else { break }
    }
    return values[place]
  }
}
