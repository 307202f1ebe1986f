internal import TrainingRuns

extension SFTData {
  /// What a look at the rows tells, before the first step: their lengths, for the number of steps, and that all of them
  /// can be read.
  public struct Survey: Sendable, Hashable {
    /// Rows that were looked at.
    public var rows = 0
    public var tokens = 0
    public var lossTokens = 0
    /// Rows that were cut to the longest length allowed.
    public var truncatedRows = 0
    /// Rows without a token that the loss counts.
    public var emptyRows = 0
    /// Tokens of each row, after truncation; −1 where it was not looked at.
    private(set) var lengths: [Int32]

    init(count: Int) { lengths = Array(repeating: -1, count: count) }

    mutating func add(_ row: TokenizedRow, at index: Int) {
      rows += 1
      lengths[index] = Int32(row.tokens.count)
      tokens += row.tokens.count
      lossTokens += row.lossTokens
      if row.truncated > 0 { truncatedRows += 1 }
      if row.lossTokens == 0 { emptyRows += 1 }
    }
  }

  /// Looks at all rows, in the order of the files: of several bad rows the first is named.
  ///
  /// - Throws: ``SFTDataError``, also where there is nothing to learn; ``RunFileError``.
  public func survey() throws -> Survey {
    var survey = Survey(count: count)
    for index in 0..<count { survey.add(try row(index), at: index) }
    try requireLearned(survey)
    return survey
  }

  /// The steps from here to the end of the run, and what a look at their rows told.
  ///
  /// - Parameters:
  ///   - cursor: where the first of them begins.
  ///   - most: steps at most; then only the rows that these take are looked at.
  func steps(
    from cursor: DataOrder.Cursor, epochs: Int, most: Int?, plan: BatchPlan
  ) throws -> (count: Int, survey: Survey) {
    var survey = most == nil ? try self.survey() : Survey(count: count)
    var order = EpochOrder(count: count, seed: seed)
    var cursor = cursor
    var steps = 0
    while cursor.epoch < epochs, steps < most ?? .max {
      var ahead = cursor
      let rows = try plan.rowsOfStep { _ in
        guard ahead.epoch < epochs else { return nil }
        let index = order[ahead]
        if survey.lengths[index] < 0 { survey.add(try row(index), at: index) }
        ahead.advance(1, count: count)
        return Int(survey.lengths[index])
      }
      cursor.advance(rows, count: count)
      steps += 1
    }
    if steps > 0 { try requireLearned(survey) }
    return (steps, survey)
  }

  private func requireLearned(_ survey: Survey) throws {
    guard survey.lossTokens == 0 else { return }
    throw SFTDataError(
      "\(files.joined(separator: ", ")): no row has a token to learn: the assistant's turns are empty, or sft.max_length "
        + "cuts all of them off")
  }
}

/// The order of the epoch that was asked for last, kept.
private struct EpochOrder {
  private let seed: UInt64
  private var order: DataOrder
  private var epoch = 0

  init(count: Int, seed: UInt64) {
    self.seed = seed
    order = DataOrder(count: count, seed: seed, epoch: 0)
  }

  subscript(cursor: DataOrder.Cursor) -> Int {
    mutating get {
      if cursor.epoch != epoch {
        epoch = cursor.epoch
        order = DataOrder(count: order.count, seed: seed, epoch: epoch)
      }
      return order[cursor.position]
    }
  }
}
