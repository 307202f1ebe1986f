/// One term of the loss: a loss for each token, and what it changes by the model's outputs there, in closed form.
///
/// A term says nothing about averages: ``Aggregation`` gives each token its weight, and the loss is Σ weight · loss.
/// Where tokens of a row depend on each other (GSPO, GMPO), `byLogProbability` holds what the row's whole sum changes
/// by that token, for weights that are equal within a row, as those of all aggregations are.
public protocol TokenObjective: Sendable {
  var scope: ObjectiveScope { get }

  /// Whether a row's tokens must all have the same weight, since the row has one loss for all of them.
  var needsEqualWeights: Bool { get }

  /// Tokens that its average counts, [tokens].
  func counts(in batch: PolicyBatch) throws(RLMathError) -> [Bool]

  func terms(for batch: PolicyBatch) throws(RLMathError) -> TokenTerms
}

extension TokenObjective {
  public var scope: ObjectiveScope { .token }
  public var needsEqualWeights: Bool { false }

  public func counts(in batch: PolicyBatch) throws(RLMathError) -> [Bool] { batch.mask }
}

/// What must be seen together for the result to be that of the whole mini-batch.
public enum ObjectiveScope: Sendable, Hashable {
  /// Tokens are independent: any micro-batches do.
  case token
  /// Whole rows.
  case row
  /// All rows of the update: a pass without gradient over them comes first.
  case miniBatch
}

/// Losses and derivatives of every token, [tokens] each; `nil` where the term does not depend on it.
///
/// Tokens that the mask leaves out have numbers too, of no meaning: their weight is 0.
public struct TokenTerms: Sendable, Hashable {
  public var losses: [Double]
  /// d loss_t / d log π_t
  public var byLogProbability: [Double]?
  /// d loss_t / d H_t
  public var byEntropy: [Double]?
  /// d loss_t / d V_t
  public var byValue: [Double]?
  /// `nil` for terms without a range.
  public var regions: [ClipRegion]?
  /// Beyond the dual clip.
  public var isDualClipped: [Bool]?
  /// Log-ratio held at ±20, or a number that was not finite, so that loss and derivatives are 0.
  public var isGuarded: [Bool]
}

/// One token's part of a policy objective.
struct TokenOutcome {
  var loss: Double
  /// d loss / d log π
  var slope: Double
  var region = ClipRegion.within
  var isDualClipped = false
}

extension PolicyBatch {
  /// The terms of an objective of independent tokens.
  /// - Parameter body: given the advantage, the ratio, and the token.
  func tokenTerms(
    hasRange: Bool = true, _ body: (_ advantage: Double, _ ratio: LogRatio, _ token: Int) -> TokenOutcome
  ) -> TokenTerms {
    outcomes(hasRange: hasRange) { token in ratio(at: token).map { (body(advantages[token], $0, token), $0.isHeld) } }
  }

  /// - Parameter body: a token's outcome and whether its ratio is held; `nil` for a token that cannot be used.
  func outcomes(hasRange: Bool, _ body: (_ token: Int) -> (TokenOutcome, isHeld: Bool)?) -> TokenTerms {
    let zeros = [Double](repeating: 0, count: tokenCount)
    let none = [Bool](repeating: false, count: tokenCount)
    var (losses, slopes, guarded, dual) = (zeros, zeros, none, none)
    var regions = [ClipRegion](repeating: .within, count: tokenCount)
    for token in 0..<tokenCount {
      guard let (outcome, isHeld) = body(token) else {
        guarded[token] = true
        continue
      }
      losses[token] = outcome.loss
      slopes[token] = outcome.slope
      regions[token] = outcome.region
      dual[token] = outcome.isDualClipped
      guarded[token] = isHeld
    }
    return TokenTerms(
      losses: losses, byLogProbability: slopes, regions: hasRange ? regions : nil, isDualClipped: hasRange ? dual : nil,
      isGuarded: guarded)
  }
}
