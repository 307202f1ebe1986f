/// A rollout batch as filters and advantages see it: rows of several prompts, judged.
///
/// ```swift
/// var rows = try RolloutRows(lengths: [3, 5], groups: [0, 0], rewards: [1, -1])
/// rows = rows.selecting(GroupFilter(metric: .score).select(rows).rows)
/// ```
public struct RolloutRows: Sendable, Hashable {
  /// Response tokens of each row.
  public let layout: TokenLayout
  /// Which prompt a row answers, [rows]; any numbers, rows of a group need not be neighbours.
  public let groups: [Int]
  /// [rows]
  public var rewards: [Double]
  /// Fully correct, before any shaping, [rows].
  public let isCorrect: [Bool]
  /// Cut at the token limit, [rows].
  public let isTruncated: [Bool]
  /// The judge could not judge, [rows]: no verdict on the program.
  public let isFaulty: [Bool]
  /// What each answer comes to, [rows]: equal texts for equal answers. Only COPO needs them.
  public let answers: [String]?
  /// Tokens that count, [tokens]; a prefix that was given to the model does not.
  public private(set) var mask: [Bool]
  /// [tokens]; `nil` where the reward comes at the row's last token and is 0 before.
  public var tokenRewards: [Double]?
  /// V(s_t), [tokens]; only GAE needs it.
  public var values: [Double]?
  /// Tokens that no earlier step wrote, [tokens]; `nil` for all.
  public var newTokens: [Bool]?

  /// Flags left out are false, a mask left out is true.
  public init(
    lengths: [Int], groups: [Int], rewards: [Double], isCorrect: [Bool]? = nil, isTruncated: [Bool]? = nil,
    isFaulty: [Bool]? = nil, answers: [String]? = nil, mask: [Bool]? = nil, tokenRewards: [Double]? = nil,
    values: [Double]? = nil
  ) throws(RLMathError) {
    let layout = try TokenLayout(lengths: lengths)
    let (rows, tokens) = (layout.rowCount, layout.tokenCount)
    let none = [Bool](repeating: false, count: rows)
    self.layout = layout
    self.groups = groups
    self.rewards = rewards
    self.isCorrect = isCorrect ?? none
    self.isTruncated = isTruncated ?? none
    self.isFaulty = isFaulty ?? none
    self.answers = answers
    self.mask = mask ?? [Bool](repeating: true, count: tokens)
    self.tokenRewards = tokenRewards
    self.values = values
    try RLMathError.require("groups", count: groups.count, rows)
    try RLMathError.require("rewards", count: rewards.count, rows)
    try RLMathError.require("isCorrect", count: self.isCorrect.count, rows)
    try RLMathError.require("isTruncated", count: self.isTruncated.count, rows)
    try RLMathError.require("isFaulty", count: self.isFaulty.count, rows)
    try RLMathError.require("answers", count: answers?.count ?? rows, rows)
    try RLMathError.require("mask", count: self.mask.count, tokens)
    try RLMathError.require("tokenRewards", count: tokenRewards?.count ?? tokens, tokens)
    try RLMathError.require("values", count: values?.count ?? tokens, tokens)
  }

  private init(_ all: RolloutRows, rows: [Int]) {
    layout = all.layout.selecting(rows)
    groups = rows.map { all.groups[$0] }
    rewards = rows.map { all.rewards[$0] }
    isCorrect = rows.map { all.isCorrect[$0] }
    isTruncated = rows.map { all.isTruncated[$0] }
    isFaulty = rows.map { all.isFaulty[$0] }
    answers = all.answers.map { answers in rows.map { answers[$0] } }
    mask = all.layout.gather(all.mask, rows: rows)
    tokenRewards = all.tokenRewards.map { all.layout.gather($0, rows: rows) }
    values = all.values.map { all.layout.gather($0, rows: rows) }
    newTokens = all.newTokens.map { all.layout.gather($0, rows: rows) }
  }

  public var count: Int { layout.rowCount }

  /// These rows in this order.
  public func selecting(_ rows: [Int]) -> RolloutRows { RolloutRows(self, rows: rows) }

  /// With rows whose tokens count in no average.
  public func masking(_ rows: [Int]) -> RolloutRows {
    var masked = self
    for token in rows.flatMap({ layout[$0] }) { masked.mask[token] = false }
    return masked
  }

  /// The rows of each group, groups in the order of their first row.
  public var rowsByGroup: [[Int]] {
    var place: [Int: Int] = [:]
    var found: [[Int]] = []
    for (row, group) in groups.enumerated() {
      if let index = place[group] {
        found[index].append(row)
      } else {
        place[group] = found.count
        found.append([row])
      }
    }
    return found
  }

  /// What each token is paid, [tokens]: ``tokenRewards``, or the reward at the row's last token that counts.
  var rewardsByToken: [Double] {
    if let tokenRewards { return tokenRewards }
    var paid = [Double](repeating: 0, count: layout.tokenCount)
    for row in 0..<count {
      if let last = layout[row].last(where: { mask[$0] }) { paid[last] = rewards[row] }
    }
    return paid
  }

  func checkRewards() throws(RLMathError) {
    for (row, reward) in rewards.enumerated() where !reward.isFinite { throw .notFinite("the reward", row: row) }
    guard let tokenRewards else { return }
    for row in 0..<count where layout[row].contains(where: { mask[$0] && !tokenRewards[$0].isFinite }) {
      throw .notFinite("a token's reward", row: row)
    }
  }
}

extension RolloutRows {
  /// With −coefficient · KL added to every token's reward, as RLOO and REINFORCE++ do where the divergence is part of
  /// the reward and not of the loss (verl, `apply_kl_penalty`).
  ///
  /// - Parameter divergences: an estimate a token, [tokens]; see ``KLEstimator``.
  public func penalised(by divergences: [Double], coefficient: Double) throws(RLMathError) -> RolloutRows {
    try RLMathError.require("divergences", count: divergences.count, layout.tokenCount)
    try RLMathError.require("KL coefficient", coefficient, "at least 0", coefficient >= 0)
    var rows = self
    let paid = zip(rewardsByToken, zip(divergences, mask)).map { $1.1 ? $0 - coefficient * $1.0 : $0 }
    rows.tokenRewards = paid
    rows.rewards = (0..<count).map { row in layout[row].reduce(0) { mask[$1] ? $0 + paid[$1] : $0 } }
    return rows
  }
}
