import Rewards

/// Whether a verdict is one that the submission's label allows.
enum ExpectationCheck {
  enum Outcome {
    case met
    case notMet
    /// Nothing is expected, or nothing was judged.
    case none
    /// Not met, but a machine of another speed would give a verdict that may be.
    case machineDependent

    /// `nil` where nothing can be said.
    var isMet: Bool? {
      switch self {
      case .met: true
      case .notMet: false
      case .none, .machineDependent: nil
      }
    }
  }

  /// - Parameter isNearLimit: the deciding time lies between half and twice the limit.
  static func outcome(of result: SubmissionResult, submission: Submission, isNearLimit: Bool) -> Outcome {
    let outcome = outcome(of: result, submission: submission)
    return outcome == .notMet && isNearLimit && speedMatters(result, submission) ? .machineDependent : outcome
  }

  /// Whether another time could have made the label true: it, or the verdict, is about time.
  private static func speedMatters(_ result: SubmissionResult, _ submission: Submission) -> Bool {
    let wanted = [submission.expected ?? []] + (submission.expectation?.someTestHas ?? [])
    return result.verdict == .timeLimit || wanted.contains { $0.contains(.timeLimit) }
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

  static func nearLimitMessage(_ result: SubmissionResult, submission: Submission, time: String) -> String {
    let met = outcome(of: result, submission: submission) == .notMet ? ", which its label does not allow" : ""
    return "\(submission.id): \(result.verdict.rawValue)\(met); \(time)"
  }

  static func message(_ result: SubmissionResult, submission: Submission) -> String {
    let expected = submission.expected?.map(\.rawValue).sorted().joined(separator: " or ")
    let label = submission.expectation.map { " (\($0.label))" } ?? ""
    let why = result.message.map { ": \($0.split(separator: "\n").first ?? "")" } ?? ""
    return "\(submission.id): expected \(expected ?? "not accepted")\(label), got \(result.verdict.rawValue)\(why)"
  }
}
