/// Four numbers, by the sign of the advantage and the side on which the ratio left its range.
public struct ClipCells: Sendable, Hashable {
  public var positiveHigh = 0.0
  public var positiveLow = 0.0
  public var negativeHigh = 0.0
  public var negativeLow = 0.0

  public init() {}

  mutating func add(_ amount: Double, to region: ClipRegion) {
    switch region {
    case .within: break
    case .positiveHigh: positiveHigh += amount
    case .positiveLow: positiveLow += amount
    case .negativeHigh: negativeHigh += amount
    case .negativeLow: negativeLow += amount
    }
  }

  func scaled(_ factor: Double) -> ClipCells {
    var cells = ClipCells()
    cells.positiveHigh = positiveHigh * factor
    cells.positiveLow = positiveLow * factor
    cells.negativeHigh = negativeHigh * factor
    cells.negativeLow = negativeLow * factor
    return cells
  }

  static func += (a: inout ClipCells, b: ClipCells) {
    a.positiveHigh += b.positiveHigh
    a.positiveLow += b.positiveLow
    a.negativeHigh += b.negativeHigh
    a.negativeLow += b.negativeLow
  }
}

/// How many tokens left the ratio's range, and how much of the policy's gradient they carry. Adds up over
/// micro-batches.
public struct ClipStatistics: Sendable, Hashable {
  /// Tokens that count.
  public private(set) var tokens = 0
  /// Beyond the dual clip, which gives no gradient.
  public private(set) var dualClipped = 0
  /// The objective has a range.
  public private(set) var hasRange = false
  private var counts = ClipCells()
  private var gradients = ClipCells()
  private var gradient = 0.0

  /// Nothing yet.
  public init() {}

  /// - Parameters:
  ///   - derivatives: of the policy's term by log π, with all weights, [tokens].
  ///   - counts: [tokens]
  init(_ terms: TokenTerms, derivatives: [Double], counts isCounted: [Bool]) {
    hasRange = terms.regions != nil
    for token in isCounted.indices where isCounted[token] {
      tokens += 1
      gradient += derivatives[token].magnitude
      if terms.isDualClipped?[token] == true { dualClipped += 1 }
      guard let region = terms.regions?[token] else { continue }
      counts.add(1, to: region)
      gradients.add(derivatives[token].magnitude, to: region)
    }
  }

  /// Shares of the tokens; `nil` for objectives without a range, and without tokens.
  public var fractions: ClipCells? { hasRange && tokens > 0 ? counts.scaled(1 / Double(tokens)) : nil }

  /// Shares of Σ|dL/dlog π| of the policy's term (not of KL, entropy or likelihood); `nil` if that sum is 0.
  public var gradientShares: ClipCells? { hasRange && gradient > 0 ? gradients.scaled(1 / gradient) : nil }

  /// Share of the tokens beyond the dual clip.
  public var dualClippedFraction: Double? { hasRange && tokens > 0 ? Double(dualClipped) / Double(tokens) : nil }

  public static func += (a: inout ClipStatistics, b: ClipStatistics) {
    a.tokens += b.tokens
    a.dualClipped += b.dualClipped
    a.hasRange = a.hasRange || b.hasRange
    a.counts += b.counts
    a.gradients += b.gradients
    a.gradient += b.gradient
  }
}
