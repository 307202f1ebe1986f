import Testing

@testable import Trainer

/// The unfiltered batch over the filtered denominator.
@Suite struct ScoreMaskTests {
  private func rows() throws -> RolloutRows {
    try RolloutRows(lengths: [2, 3, 4, 1], groups: [0, 0, 1, 1], rewards: [1, 0, 1, 1])
  }

  /// What counts is weighed as in the filtered batch, and what the filter would have dropped counts nothing.
  @Test func averagesAreThoseOfTheFilteredBatch() throws {
    let rows = try rows()
    let filtered = rows.selecting(GroupFilter(metric: .score).select(rows).rows)
    let selection = GroupFilter(metric: .scoreMask).select(rows)
    #expect(selection.rows == [0, 1, 2, 3] && selection.maskedRows == [2, 3] && selection.zeroAdvantageGroups == 1)
    let masked = rows.masking(selection.maskedRows)
    let ours = try Aggregation.tokenMean.weights(counts: masked.mask, layout: masked.layout)
    let theirs = try Aggregation.tokenMean.weights(counts: filtered.mask, layout: filtered.layout)
    #expect(Array(ours.prefix(5)) == theirs && ours.dropFirst(5).allSatisfy { $0 == 0 })
    let whole = try Aggregation.tokenMean.weights(counts: rows.mask, layout: rows.layout)
    #expect(whole[0] == 0.1 && ours[0] == 0.2)
  }

  @Test func advantagesAreTheSame() throws {
    let rows = try rows()
    let masked = rows.masking(GroupFilter(metric: .scoreMask).select(rows).maskedRows)
    let ours = try GRPOAdvantage(.unbiased()).advantages(for: masked).advantages
    #expect(try GRPOAdvantage(.unbiased()).advantages(for: rows).advantages.prefix(5) == ours.prefix(5))
  }
}
