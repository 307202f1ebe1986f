/// What responses say about their prompt, by the paper's rules.
struct Rollouts: Sendable {
  static let scoreDiffers = CheckDescription(
    id: "score_differs", severity: .warning, cost: .math,
    summary: "A response's stored score is not what this judge decides.",
    advice: "Read the reason: one of the two judges is wrong; score the responses again where it is theirs.")

  static let allPass = CheckDescription(
    id: "rollout_all_pass", severity: .warning, cost: .math,
    summary: "All responses are right: the prompt teaches nothing, its advantage is zero.",
    advice: "Leave the prompt out of RL, or keep it for SFT; --drop rollout_all_pass does.")

  static let nonePass = CheckDescription(
    id: "rollout_none_pass", severity: .warning, cost: .math,
    summary: "No response is right: the problem is too hard for this model, or its gold or tests are wrong.",
    advice: "Look at the gold and the tests first; then leave the prompt out for this model.")

  static let lowPass = CheckDescription(
    id: "rollout_low_pass", severity: .info, cost: .sandbox,
    summary:
      "At most half of the responses pass: the paper drops such programming problems, whose tests are often wrong.",
    advice: "Look at the tests that most responses fail; --drop rollout_low_pass follows the paper.")

  static let hackPattern = CheckDescription(
    id: "hack_pattern", severity: .warning, cost: .sandbox,
    summary: "An accepted program echoes expected outputs, special-cases test inputs, or ends before its work.",
    advice: "Do not train on the response, and give the problem tests that such a program fails.")

  static let more = [allPass, nonePass, lowPass, hackPattern]

  struct Outcome {
    var rollout: Rollout
    var accepted: Bool
    /// Share of the tests passed.
    var share: Double
    var why: String
  }

  private let settings: AuditSettings

  init(_ settings: AuditSettings) { self.settings = settings }

  func remarks(on outcomes: [Outcome], isMath: Bool) -> [Remark] {
    var found: [Remark] = []
    let total = outcomes.count
    let passed = outcomes.count(where: \.accepted)
    let rate = "\(passed) of \(total) responses pass" + (total > 1 ? ", \(Self.passAtK(passed, total))" : "")
    if total >= settings.minimumResponses {
      if passed == total {
        found.append(Remark(rate, check: Self.allPass.id, confidence: 0.98))
      } else if passed == 0 {
        found.append(
          Remark("\(rate); the first: \(Quoted.text(outcomes[0].why))", check: Self.nonePass.id, confidence: 0.98))
      } else if !isMath, Double(passed) <= settings.passRate * Double(total) {
        found.append(Remark(rate, check: Self.lowPass.id, confidence: 0.95))
      }
    }
    let disputed = outcomes.filter { outcome in
      outcome.rollout.score.map { Self.differs($0, outcome, among: outcomes) } ?? false
    }
    if let first = disputed.first {
      let stored = first.rollout.score.map { "\($0)" } ?? ""
      let ours = first.accepted ? "accepted" : "not accepted"
      found.append(
        Remark(
          "\(disputed.count) of \(total) scores differ; \(first.rollout.place) is stored as \(stored), here it is "
            + "\(ours) (\(Quoted.text(first.why, bytes: 120)))", check: Self.scoreDiffers.id, confidence: 0.9,
          related: disputed.prefix(20).map(\.rollout.place)))
    }
    return found
  }

  /// A stored score says accepted or not by its place in the range of the stored ones: 1 and 0, 1 and -1, shares.
  private static func differs(_ score: Double, _ outcome: Outcome, among all: [Outcome]) -> Bool {
    let isSigned = all.contains { ($0.rollout.score ?? 0) < 0 }
    let share = isSigned ? (score + 1) / 2 : score
    if outcome.accepted { return share < 0.999 }
    return share > 0.999 || (outcome.share > 0 && score > 0 ? abs(share - outcome.share) > 0.5 : false)
  }

  /// Unbiased: one minus the chance that k of them, drawn without putting back, all fail.
  static func passAtK(_ passed: Int, _ total: Int) -> String {
    let ks = [1, 4, 8, 16].filter { $0 <= total }
    let parts = ks.map { k -> String in
      var fail = 1.0
      if total - passed >= k {
        for i in 0..<k { fail *= Double(total - passed - i) / Double(total - i) }
      } else {
        fail = 0
      }
      return "pass@\(k) \(Self.percent(1 - fail))"
    }
    return parts.joined(separator: ", ")
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
