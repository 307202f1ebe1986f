/// A row of the data as the model sees it.
public struct TokenizedRow: Sendable, Hashable {
  public var tokens: [Int32]
  /// For each token the one behind it, where the loss counts that; else −1.
  public var targets: [Int32]
  /// Tokens of the row beyond the longest allowed.
  public var truncated: Int

  /// - Parameters:
  ///   - isLearned: whether the loss counts a token, one for each.
  ///   - maximumLength: what is behind this many tokens is cut off.
  init(_ ids: [Int32], isLearned: [Bool], maximumLength: Int) {
    precondition(ids.count == isLearned.count, "one for each")
    let count = min(ids.count, maximumLength)
    tokens = Array(ids.prefix(count))
    targets = (0..<count).map { $0 + 1 < count && isLearned[$0 + 1] ? ids[$0 + 1] : -1 }
    truncated = ids.count - count
  }

  /// Tokens that the loss counts.
  public var lossTokens: Int { targets.count { $0 >= 0 } }
}
