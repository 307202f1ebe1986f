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
  private let weights: Matrix<S>

  public init(_ settings: SamplingSettings, vocabularySize: Int) {
    self.settings = settings
    weights = Matrix(count: vocabularySize)
  }

  /// - Returns: `nil` where the logits are not finite: nothing can be drawn from them.
  public func draw(_ logits: [S], _ random: inout CounterRandom) -> Draw? {
    precondition(logits.count == weights.columns, "logits of the whole vocabulary")
    var best = 0
    for token in logits.indices {
      if logits[token].isNaN { return nil }
      if logits[token] > logits[best] { best = token }
    }
    guard logits[best].isFinite else { return nil }
    // A temperature that is 0 only in this type leaves the best token alone.
    let temperature = settings.temperature == 0 ? 1 : max(S(settings.temperature), .leastNormalMagnitude)
    for token in logits.indices { weights[token] = (logits[token] - logits[best]) / temperature }
    let scaled: [S]? = settings.temperature == 0 || settings.isTruncated ? Array(weights.elements) : nil
    Kernels.exponential(weights)
    // In the vocabulary's order, in double: the same for every number of threads.
    let sum = weights.elements.reduce(0.0) { $0 + Double($1) }
    let token: Int
    if settings.temperature == 0 {
      token = best
    } else if let scaled, settings.isTruncated {
      token = drawTruncated(scaled, sum: sum, random.uniform())
    } else {
      token = pick(weights.elements.indices, total: sum, random.uniform())
    }
    let exponent = Double((logits[token] - logits[best]) / temperature)
    return Draw(token: Int32(token), logProbability: exponent - naturalLogarithm(sum))
  }

  /// The first token at which the share of all weights before and with it is over `share`.
  private func pick(_ tokens: some Sequence<Int>, total: Double, _ share: Double) -> Int {
    var rest = share * total
    var last = 0
    for token in tokens where weights[token] > 0 {
      rest -= Double(weights[token])
      last = token
      if rest < 0 { break }
    }
    return last
  }

  private func drawTruncated(_ scaled: [S], sum: Double, _ share: Double) -> Int {
    // The likeliest first; equals in the vocabulary's order.
    var tokens = scaled.indices.sorted { (scaled[$1], $0) < (scaled[$0], $1) }
    if settings.topK > 0 { tokens = Array(tokens.prefix(settings.topK)) }
    if settings.topP < 1 {
      let all = tokens.reduce(0.0) { $0 + Double(weights[$1]) }
      var before = 0.0
      tokens = Array(
        tokens.prefix { token in
          defer { before += Double(weights[token]) }
          return before < settings.topP * all || token == tokens[0]
        })
    }
    // The best has weight 1.
    if settings.minP > 0 { tokens = tokens.filter { Double(weights[$0]) >= settings.minP } }
    return pick(tokens, total: tokens.reduce(0.0) { $0 + Double(weights[$1]) }, share)
  }
}
