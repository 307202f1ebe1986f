/// What a loss sees of a mini-batch, or of some rows of it: flat arrays over its tokens.
///
/// Everything is `Double`, whatever the model computes in. There is one number a token here against thousands in the
/// model, so it costs nothing; and the differences of log-probabilities, their exponentials, and sums over 10⁵ tokens
/// keep digits that Float would lose before the gradient is handed back.
///
/// ```swift
/// let batch = try PolicyBatch(
///   layout: rows.layout, mask: rows.mask, logProbabilities: now.map { Double($0) },
///   oldLogProbabilities: before.map { Double($0) }, advantages: found.advantages)
/// ```
public struct PolicyBatch: Sendable, Hashable {
  public let layout: TokenLayout
  /// Tokens that count, [tokens].
  public let mask: [Bool]
  /// log π(a|s) of the policy that learns, [tokens].
  public var logProbabilities: [Double]
  /// The ratio's denominator, [tokens].
  public let oldLogProbabilities: [Double]
  /// A, [tokens].
  public var advantages: [Double]
  /// That of the prompt among prompts, and how much A counts beside it, [tokens]; for COPO.
  public var globalAdvantages: [Double]?
  public var localShares: [Double]?

  /// Those of sampling, [tokens]; for the correction by importance.
  public var rolloutLogProbabilities: [Double]?
  /// Those of the reference model, [tokens]; for KL.
  public var referenceLogProbabilities: [Double]?
  /// Entropy of the policy at each token, [tokens].
  public var entropies: [Double]?
  /// The value head's V(s_t) now, and what it was when the rows were sampled, [tokens].
  public var values: [Double]?
  public var oldValues: [Double]?
  /// What V should be, [tokens].
  public var returns: [Double]?
  /// Tokens that teach the value head, [tokens]; `nil` for those of ``mask``.
  public var valueMask: [Bool]?
  /// Factors of the policy's token losses, [tokens]: a stage's weights. A token of weight 0 stays in the denominator.
  public var weights: [Double]?
  /// Rows that the likelihood term learns, [rows]: fully correct before any shaping.
  public var isPositive: [Bool]?
  /// What random choices of this update follow from: a hash of (seed, step, update).
  public var randomKey: UInt64 = 0
  /// Whether this is all that one optimiser update sees.
  public private(set) var isWhole = true

  public init(
    layout: TokenLayout, mask: [Bool]? = nil, logProbabilities: [Double], oldLogProbabilities: [Double],
    advantages: [Double]
  ) throws(RLMathError) {
    self.layout = layout
    self.mask = mask ?? [Bool](repeating: true, count: layout.tokenCount)
    self.logProbabilities = logProbabilities
    self.oldLogProbabilities = oldLogProbabilities
    self.advantages = advantages
    try check()
  }

  public var tokenCount: Int { layout.tokenCount }

  /// Every array has one element a token, or one a row.
  func check() throws(RLMathError) {
    let arrays: [(String, Int?)] = [
      ("mask", mask.count), ("logProbabilities", logProbabilities.count),
      ("oldLogProbabilities", oldLogProbabilities.count), ("advantages", advantages.count),
      ("globalAdvantages", globalAdvantages?.count), ("localShares", localShares?.count),
      ("rolloutLogProbabilities", rolloutLogProbabilities?.count),
      ("referenceLogProbabilities", referenceLogProbabilities?.count), ("entropies", entropies?.count),
      ("values", values?.count), ("oldValues", oldValues?.count), ("returns", returns?.count),
      ("valueMask", valueMask?.count), ("weights", weights?.count),
    ]
    for (name, count) in arrays { try RLMathError.require(name, count: count ?? tokenCount, tokenCount) }
    try RLMathError.require("isPositive", count: isPositive?.count ?? layout.rowCount, layout.rowCount)
  }

  /// A micro-batch.
  public func rows(_ rows: Range<Int>) -> PolicyBatch { PolicyBatch(self, rows: rows) }

  private init(_ all: PolicyBatch, rows: Range<Int>) {
    let tokens = all.layout.tokens(of: rows)
    func part<Element>(_ array: [Element]?) -> [Element]? { array.map { Array($0[tokens]) } }
    layout = all.layout.rows(rows)
    mask = Array(all.mask[tokens])
    logProbabilities = Array(all.logProbabilities[tokens])
    oldLogProbabilities = Array(all.oldLogProbabilities[tokens])
    advantages = Array(all.advantages[tokens])
    globalAdvantages = part(all.globalAdvantages)
    localShares = part(all.localShares)
    rolloutLogProbabilities = part(all.rolloutLogProbabilities)
    referenceLogProbabilities = part(all.referenceLogProbabilities)
    entropies = part(all.entropies)
    values = part(all.values)
    oldValues = part(all.oldValues)
    returns = part(all.returns)
    valueMask = part(all.valueMask)
    weights = part(all.weights)
    isPositive = all.isPositive.map { Array($0[rows]) }
    randomKey = all.randomKey
    isWhole = all.isWhole && rows.count == all.layout.rowCount
  }
}
