extension SubmissionResult {
  /// The same result with its reward by another rule, as where one caller asks for `hard` and others for `soft`.
  /// - Parameters:
  ///   - response: what the format penalty looks at; `nil` for programs and answers.
  public func scored(by rule: ScoringRule, penalty: FormatPenalty?, response: String?) -> SubmissionResult {
    guard rule.kind != rewardKind else { return self }
    var result = self
    result.rewardKind = rule.kind
    guard !tests.isEmpty else { return result }
    var score = Scoring.combine(tests: tests, total: total, rule: rule)
    if let response, let penalty { score = penalty.applied(to: score, response: response, range: rule.range) }
    result.reward = score.reward
    return result
  }
}
