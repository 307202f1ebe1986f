/// Advantages of every token, from the rewards of a rollout batch (that which filters left of it).
public protocol AdvantageEstimator: Sendable {
  func advantages(for rows: RolloutRows) throws(RLMathError) -> TokenAdvantages
  /// Whether it looks at the values of a value head.
  var needsValues: Bool { get }
}

extension AdvantageEstimator {
  public var needsValues: Bool { false }
}

/// What an estimator found, in the batch's flat order.
public struct TokenAdvantages: Sendable, Hashable {
  /// [tokens]; 0 where the mask is false.
  public var advantages: [Double]
  /// What a value head learns, [tokens]; `nil` for estimators without one.
  public var returns: [Double]?
  /// A second advantage, that of the prompt among prompts, [tokens]; `nil` for estimators without one.
  public var globalAdvantages: [Double]?
  /// How much the first counts beside it, 0 to 1, [tokens].
  public var localShares: [Double]?

  public init(advantages: [Double], returns: [Double]? = nil) {
    self.advantages = advantages
    self.returns = returns
  }

  /// Weighs the advantages of each token; returns stay what they are.
  mutating func multiply(_ factors: [Double]?) {
    guard let factors else { return }
    advantages = zip(advantages, factors).map { $0 * $1 }
    globalAdvantages = globalAdvantages.map { zip($0, factors).map { $0 * $1 } }
  }

  /// Those of some rows of the layout.
  func selecting(_ rows: [Int], of layout: TokenLayout) -> TokenAdvantages {
    func part(_ values: [Double]?) -> [Double]? { values.map { layout.gather($0, rows: rows) } }
    var found = TokenAdvantages(advantages: layout.gather(advantages, rows: rows), returns: part(returns))
    found.globalAdvantages = part(globalAdvantages)
    found.localShares = part(localShares)
    return found
  }
}

extension RolloutRows {
  /// A number a row, as one for each token that counts.
  func spread(_ perRow: [Double]) -> [Double] {
    zip(layout.broadcast(perRow), mask).map { $1 ? $0 : 0 }
  }

  /// Applies `body` to the rewards of each group, and returns one number a row, [rows].
  func byGroup(_ body: (_ rewards: [Double]) -> [Double]) -> [Double] {
    var found = [Double](repeating: 0, count: count)
    for rows in rowsByGroup {
      for (row, value) in zip(rows, body(rows.map { rewards[$0] })) { found[row] = value }
    }
    return found
  }
}

/// Sums of a group's rewards, in the order of its rows.
struct GroupStatistics {
  let count: Int
  let mean: Double
  /// Σ(R − mean)²
  let squares: Double
  /// All rewards are the same number. Their rounded mean may differ from it, and a tiny deviation divided by a tiny
  /// spread would become an advantage of 1.
  let isConstant: Bool

  init(_ rewards: [Double]) {
    count = rewards.count
    let mean = rewards.reduce(0, +) / Double(rewards.count)
    self.mean = mean
    squares = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    isConstant = rewards.allSatisfy { $0 == rewards[0] }
  }
}

/// R − mean, exactly 0 where all are equal; a single reward stays as it is.
func centred(_ rewards: [Double]) -> [Double] {
  if rewards.count == 1 { return rewards }
  let group = GroupStatistics(rewards)
  return rewards.map { group.isConstant ? 0 : $0 - group.mean }
}
