import Testing

@testable import Trainer

@Suite struct ClipStatisticsTests {
  /// One token in each region, ratios 2 and 0.5, one in range, one that does not count.
  private func batch() throws -> PolicyBatch {
    let ratios = [2, 0.5, 2, 0.5, 1, 2].map { $0 == 1 ? 0 : $0 == 2 ? 0.6931471805599453 : -0.6931471805599453 }
    return try PolicyBatch(
      layout: TokenLayout(lengths: [6]), mask: [true, true, true, true, true, false], logProbabilities: ratios,
      oldLogProbabilities: [0, 0, 0, 0, 0, 0], advantages: [1, 1, -1, -1, 1, 1])
  }

  struct Case: Sendable {
    let objective: any TokenObjective
    /// |F| in the regions positive high, positive low, negative high, negative low, and within.
    let factors: [Double]
  }

  @Test(arguments: [
    Case(objective: ClippedSurrogate(RLSamples.higher), factors: [0, 0.5, 2, 0, 1]),
    Case(objective: ClippedSurrogate(RLSamples.higher, dualClip: 1.5), factors: [0, 0.5, 0, 0, 1]),
    Case(objective: GPPO(), factors: [1.28, 0.5, 2, 0.8, 1]),
    Case(objective: GPPO(beta1: 0.5, beta2: 0.25), factors: [0.32, 0.5, 2, 0.4, 1]),
    Case(objective: CISPO(), factors: [1.28, 0.8, 1.28, 0.8, 1]),
  ])
  func sharesOfTokensAndGradient(_ test: Case) throws {
    let found = try PolicyLoss(test.objective).evaluate(batch()).summary.clip
    let fractions = try #require(found.fractions)
    #expect(list(fractions) == [0.2, 0.2, 0.2, 0.2])
    let sum = test.factors.reduce(0, +)
    #expect(try difference(list(#require(found.gradientShares)), test.factors.prefix(4).map { $0 / sum }) == nil)
    #expect(found.tokens == 5)
  }

  private func list(_ cells: ClipCells) -> [Double] {
    [cells.positiveHigh, cells.positiveLow, cells.negativeHigh, cells.negativeLow]
  }

  @Test func nothingToShow() throws {
    let summary = try PolicyLoss(SAPO()).evaluate(batch()).summary
    #expect(summary.clip.fractions == nil && summary.clip.gradientShares == nil)
    let empty = try PolicyBatch(
      layout: TokenLayout(lengths: [1, 0]), mask: [false], logProbabilities: [0], oldLogProbabilities: [0],
      advantages: [1])
    for aggregation in RLSamples.aggregations {
      let found = try PolicyLoss(GPPO(), aggregation: aggregation).evaluate(empty)
      #expect(found.byLogProbability == [0] && found.summary.loss == 0)
      #expect(found.summary.clip.fractions == nil && found.summary.divergenceFromOld == nil)
    }
  }

  /// A row of which nothing counts is no row of a mean, but one of Dr. GRPO's constant.
  @Test func emptyRows() throws {
    let layout = try TokenLayout(lengths: [2, 3, 1])
    let counts = [true, false, false, false, false, true]
    let cases: [(Aggregation, Double)] = [
      (.tokenMean, 1.0 / 2), (.sequenceMeanTokenSum, 1.0 / 2), (.sequenceMeanTokenMean(), 1.0 / 2),
      (.sum(over: 8), 1.0 / 8),
      (.drGRPO(maxLength: 4), 1.0 / 12),
    ]
    for (aggregation, weight) in cases {
      #expect(try aggregation.weights(counts: counts, layout: layout) == [weight, 0, 0, 0, 0, weight])
    }
  }

  @Test func mismatch() throws {
    let found = try #require(
      LogProbabilityMismatch(
        old: [-1, -2, .nan, -3], rollout: [-1.5, -2, -1, -9], mask: [true, true, true, false]))
    #expect(found.mean == 0.25 && found.largest == 0.5 && found.notFinite == 1)
    #expect(difference([found.divergence], [(1.6487212707001282 - 0.5 - 1) / 2]) == nil)
    #expect(LogProbabilityMismatch(old: [.nan], rollout: [0], mask: [true]) == nil)
  }
}
