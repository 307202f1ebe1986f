import Datasets
import Hummingbird
import Rewards

/// OpenRLHF's remote reward model: lists of queries (prompt and response in one text), prompts and labels. A label is a
/// ground truth (its JSON, or an answer), or the id of a registered problem.
struct OpenRLHFRoute: Sendable {
  let service: RewardService
  let reader: BodyReader
  /// Its client gives up after this.
  private static let clientSeconds = 180.0

  func answer(_ request: Request, _ context: ServerContext) async throws -> Response {
    let started = ContinuousClock.now
    let (root, _) = try await reader.object(of: request)
    let queries = try root.required("query").elements()
    let prompts = try root.member("prompts")?.elements() ?? []
    let labels = try root.member("labels")?.elements() ?? []
    guard queries.count <= service.settings.submissionsOfRequest else {
      throw APIError(.tooLarge, "at most \(service.settings.submissionsOfRequest) queries go into one request")
    }
    guard labels.count == queries.count else {
      throw APIError(.invalid, "\(labels.count) for \(queries.count) queries: each needs one", field: "labels")
    }
    guard prompts.isEmpty || prompts.count == queries.count else {
      throw APIError(.invalid, "\(prompts.count) for \(queries.count) queries: each needs one", field: "prompts")
    }
    guard !queries.isEmpty else { return .json("{\"rewards\":[],\"scores\":[],\"extra_logs\":{}}") }
    var rows: [RewardRow] = []
    for (index, query) in queries.enumerated() {
      let text = try query.string()
      let prompt = prompts.isEmpty ? "" : try prompts[index].string()
      let response = text.hasPrefix(prompt) ? String(text.dropFirst(prompt.count)) : text
      rows.append(
        RewardRow(response: response, truth: try await truth(labels[index]), field: "query[\(index)]"))
    }
    let graded = try await RowGrading(service: service).graded(
      rows, context, kind: nil, deadline: started + .seconds(Self.clientSeconds - 5), seconds: Self.clientSeconds - 5,
      waitingSeconds: Self.clientSeconds - 10)
    // A reward that is none would be taken for a number.
    if let fault = graded.first(where: { $0.result.reward == nil }) {
      throw APIError(
        .unavailable, "\(fault.result.verdict.rawValue) (\(fault.result.reason.rawValue)): no reward can be given",
        field: "query[\(fault.index)]", retryAfter: 1)
    }
    let rewards = graded.map { RewardRoute.number($0.result.reward) }.joined(separator: ",")
    let scores = graded.map { $0.result.verdict == .accepted ? "1" : RewardRoute.number(share($0.result)) }
    let passed = graded.map { RewardRoute.number(share($0.result)) }.joined(separator: ",")
    return .json(
      "{\"rewards\":[\(rewards)],\"scores\":[\(scores.joined(separator: ","))],"
        + "\"extra_logs\":{\"tests_passed\":[\(passed)]}}")
  }

  /// Of the tests, between 0 and 1.
  private func share(_ result: SubmissionResult) -> Double {
    result.total > 0 ? Double(result.passed) / Double(result.total) : 0
  }

  private func truth(_ label: JSONValue) async throws -> RewardRow.Truth {
    guard let id = try Self.possibleID(label) else { return try Self.ownTruth(label) }
    let registered = try await service.problems.problem(id)
    return registered == nil ? try Self.ownTruth(label) : .registered(id, field: label.path, otherwise: nil)
  }

  // Apart from the function above, which Swift 6.3's optimiser cannot compile with them in it.

  @inline(never) private static func possibleID(_ label: JSONValue) throws -> String? {
    guard label.isString else { return nil }
    let text = try label.string()
    return text.isEmpty || text.utf8.count > 512 ? nil : text
  }

  @inline(never) private static func ownTruth(_ label: JSONValue) throws -> RewardRow.Truth {
    .own(try RewardRow.problem(label, source: nil, extra: nil))
  }
}
