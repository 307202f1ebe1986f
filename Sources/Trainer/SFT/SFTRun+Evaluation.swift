extension SFTRun {
  /// The mean over all learned tokens of the evaluation rows.
  func evaluationLoss(_ evaluation: SFTData) throws -> Double {
    var (sum, tokens) = (0.0, 0)
    var rows: [TokenizedRow] = []
    var waiting = 0
    func measure() {
      let part = stepper.evaluate(rows)
      sum += part.sum
      tokens += part.tokens
      (rows, waiting) = ([], 0)
    }
    for index in 0..<evaluation.count {
      let row = try evaluation.row(index)
      rows.append(row)
      waiting += row.tokens.count
      if waiting >= stepper.plan.microBatchTokens { measure() }
    }
    if !rows.isEmpty { measure() }
    return sum / Double(tokens)
  }
}
