import Testing

@testable import Trainer

@Suite struct FilterTests {
  /// Groups: partial credit only, mixed, all right, all wrong, and a single answer.
  static func rows() throws -> RolloutRows {
    let rates: [[Double]] = [[0, 0.25, 0.5, 0.75], [1, 0.5, 0.5, 0], [1, 1, 1, 1], [0, 0, 0, 0], [1]]
    let rewards = rates.flatMap { $0 }
    return try RolloutRows(
      lengths: rewards.indices.map { $0 % 3 + 1 },
      groups: rates.enumerated().flatMap { group, rates in rates.map { _ in group } },
      rewards: rewards, isCorrect: rewards.map { $0 == 1 })
  }

  struct Case: Sendable {
    let filter: GroupFilter
    let groups: [Int]
    let zero: Int
  }

  @Test(arguments: [
    Case(filter: GroupFilter(metric: .score), groups: [0, 1], zero: 2),
    Case(filter: GroupFilter(metric: .score, singletons: .keep), groups: [0, 1, 4], zero: 2),
    Case(filter: GroupFilter(metric: .accuracy), groups: [1], zero: 3),
    Case(filter: GroupFilter(metric: .accuracy, singletons: .keep), groups: [1, 4], zero: 3),
    Case(filter: GroupFilter(metric: .none), groups: [0, 1, 2, 3], zero: 2),
    Case(filter: GroupFilter(metric: .none, singletons: .keep), groups: [0, 1, 2, 3, 4], zero: 2),
  ])
  func groupFilter(_ test: Case) throws {
    let rows = try Self.rows()
    let selection = test.filter.select(rows)
    let kept = rows.selecting(selection.rows)
    #expect(kept.rowsByGroup.map { kept.groups[$0[0]] } == test.groups)
    #expect(selection.rows == rows.groups.indices.filter { test.groups.contains(rows.groups[$0]) })
    #expect(selection.groups == 5 && selection.keptGroups == test.groups.count)
    #expect(selection.zeroAdvantageGroups == test.zero)
    #expect(kept.layout.tokenCount == selection.rows.reduce(0) { $0 + rows.layout[$1].count })
  }

  @Test func selectionMovesEverything() throws {
    let rows = try RolloutRows(
      lengths: [2, 0, 3], groups: [4, 5, 6], rewards: [1, 2, 3], isCorrect: [true, false, false],
      isTruncated: [false, true, false], isFaulty: [false, false, true], mask: [true, false, true, true, false],
      tokenRewards: [1, 2, 3, 4, 5], values: [6, 7, 8, 9, 10])
    let expected = try RolloutRows(
      lengths: [3, 2], groups: [6, 4], rewards: [3, 1], isCorrect: [false, true], isTruncated: [false, false],
      isFaulty: [true, false], mask: [true, true, false, true, false], tokenRewards: [3, 4, 5, 1, 2],
      values: [8, 9, 10, 6, 7])
    #expect(rows.selecting([2, 0]) == expected)
  }

  /// A fault leaves its group; a group of one is left only if it was one before.
  @Test func faults() throws {
    let rows = try RolloutRows(
      lengths: [1, 1, 1, 1, 1, 1, 1], groups: [0, 0, 0, 1, 1, 2, 3], rewards: [1, .nan, 0, 1, 0, 1, .infinity],
      isFaulty: [false, false, false, true, false, false, false])
    let selection = FaultFilter().select(rows)
    #expect(selection.rows == [0, 2, 5])
    #expect(selection.faults == 3 && selection.groups == 4 && selection.keptGroups == 2)
  }

  /// A judge that fails for 4 % of the rollouts changes the sign of no other's advantage.
  @Test func faultsKeepSigns() throws {
    let count = 200
    let pattern: [Double] = [1, -1, -1, 1]
    let rewards = (0..<count).map { (row: Int) -> Double in pattern[(row * 7 + row / 8) % 4] }
    func advantages(_ isFaulty: [Bool]) throws -> [Int: Double] {
      let rows = try RolloutRows(
        lengths: Array(repeating: 1, count: count), groups: (0..<count).map { $0 / 8 }, rewards: rewards,
        isFaulty: isFaulty)
      let kept = FaultFilter().select(rows).rows
      let found = try GRPOAdvantage().advantages(for: rows.selecting(kept)).advantages
      return Dictionary(uniqueKeysWithValues: zip(kept, found))
    }
    let whole = try advantages(rewards.map { _ in false })
    let thinned = try advantages((0..<count).map { $0 % 25 == 3 })
    #expect(thinned.count == 192)
    for (row, advantage) in thinned { #expect(advantage.sign == whole[row]?.sign, "row \(row)") }
  }

  @Test func overlong() throws {
    let rows = try RolloutRows(
      lengths: [90, 100, 70], groups: [0, 0, 0], rewards: [1, 1, 0], isCorrect: [true, true, false],
      isTruncated: [false, true, false])
    #expect(try Overlong.none.apply(to: rows) == rows)
    #expect(try Overlong.filter.apply(to: rows) == rows.selecting([0, 2]))
    let penalised = try Overlong.penalty(OverlongPenalty(maxLength: 100, buffer: 20)).apply(to: rows)
    #expect(penalised.rewards == [0.5, 0, 0])
    #expect(penalised.isCorrect == rows.isCorrect)
  }
}
