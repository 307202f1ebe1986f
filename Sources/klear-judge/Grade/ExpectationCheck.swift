import Rewards

/// Whether a verdict is one that the submission's label allows.
enum ExpectationCheck {
  enum Outcome {
    case met
    case notMet
    /// Nothing is expected, or nothing was judged.
    case none
  }

  static func outcome(of result: SubmissionResult, submission: Submission) -> Outcome {
    guard result.verdict != .skipped, submission.expectation?.unchecked != true else { return .none }
    guard submission.expected != nil || submission.expectation != nil else { return .none }
    if let expected = submission.expected, !expected.contains(result.verdict) { return .notMet }
    guard let expectation = submission.expectation else { return .met }
    if expectation.notAllAccepted, result.verdict == .accepted { return .notMet }
    for wanted in expectation.someTestHas where !result.tests.contains(where: { wanted.contains($0.verdict) }) {
      // A program that does not compile has no tests; its own verdict stands for them.
      if !wanted.contains(result.verdict) { return .notMet }
    }
    return .met
  }

  static func message(_ result: SubmissionResult, submission: Submission) -> String {
    let expected = submission.expected?.map(\.rawValue).sorted().joined(separator: " or ")
    let label = submission.expectation.map { " (\($0.label))" } ?? ""
    let why = result.message.map { ": \($0.split(separator: "\n").first ?? "")" } ?? ""
    return "\(submission.id): expected \(expected ?? "not accepted")\(label), got \(result.verdict.rawValue)\(why)"
  }
}
