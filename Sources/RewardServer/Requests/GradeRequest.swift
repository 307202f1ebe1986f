import Datasets
import Rewards

/// `{"problem":{…}|"problem_id","submissions":[…],"reward"?,"deadline_s"?}`, read but not yet checked against what is
/// registered and installed.
struct GradeRequest: Sendable {
  private static let known = [
    "problem", "problem_id", "submissions", "submission", "reward", "deadline_s",
  ]

  /// Of the request itself.
  var problem: Problem?
  var problemName: String?
  var submissions: [Submission]
  /// `submissions[3]`, or `submission`.
  var fields: [String]
  var reward: RewardKind?
  var deadlineSeconds: Double

  init(_ root: JSONValue, settings: ServerSettings) throws {
    try root.refuseUnknown(Self.known)
    reward = try root.member("reward")?.rewardKind()
    deadlineSeconds = try root.member("deadline_s")?.deadline(settings) ?? settings.deadlineSeconds
    problemName = try root.member("problem_id")?.identifier()
    if let inline = try root.member("problem") {
      guard problemName == nil else {
        throw APIError(.invalid, "stands beside `problem`: keep one of them", field: "problem_id")
      }
      problem = try ProblemDecoder(format: .native).decode(inline)
    }
    let rows: [(JSONValue, String)]
    if let single = try root.member("submission") {
      guard !root.has("submissions") else {
        throw APIError(.invalid, "stands beside `submissions`: keep one of them", field: "submission")
      }
      rows = [(single, "submission")]
    } else {
      rows = try root.required("submissions").elements().enumerated().map { ($1, "submissions[\($0)]") }
    }
    guard rows.count <= settings.submissionsOfRequest else {
      throw APIError(
        .tooLarge, "\(rows.count) submissions: at most \(settings.submissionsOfRequest) go into one request",
        field: "submissions")
    }
    let defaultProblem = problem?.id ?? problemName
    submissions = try rows.enumerated().map { index, row in
      try nativeSubmission(row.0, defaultID: String(index), defaultProblemID: defaultProblem)
    }
    fields = rows.map(\.1)
  }
}
