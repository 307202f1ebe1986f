import Datasets
import Foundation
import Hummingbird
import Ledger
import Rewards

/// `POST /v1/reward`: a row of verl or Klear with a response → its reward. One row, `{"rows":[…]}`, or the lists of verl's
/// batch manager.
///
/// A row names its problem by `problem_id` (registered) or brings it in `ground_truth`, beside it or inside
/// `reward_model`; the response is `solution_str` or `response`.
struct RewardRoute: Sendable {
  let service: RewardService
  let reader: BodyReader

  func answer(_ request: Request, _ context: ServerContext) async throws -> Response {
    let started = ContinuousClock.now
    let (root, _) = try await reader.object(of: request)
    let kind = try root.member("reward")?.rewardKind()
    let seconds = try root.member("deadline_s")?.deadline(service.settings) ?? service.settings.deadlineSeconds
    let rows: [RewardRow]
    let isList: Bool
    if let list = try root.member("rows") {
      rows = try list.elements().map(RewardRow.init)
      isList = true
    } else if root.has("solution_strs") {
      rows = try RewardRow.columns(root)
      isList = true
    } else {
      rows = [try RewardRow(root)]
      isList = false
    }
    guard rows.count <= service.settings.submissionsOfRequest else {
      throw APIError(.tooLarge, "at most \(service.settings.submissionsOfRequest) rows go into one request")
    }
    let graded = try await RowGrading(service: service).graded(
      rows, context, kind: kind, deadline: started + .seconds(seconds), seconds: seconds)
    let texts = graded.map(Self.text)
    guard isList else { return .json(texts[0]) }
    var body = JSONObjectText()
    body.add("results", raw: "[" + texts.joined(separator: ",") + "]")
    body.add(
      "rewards", raw: "[" + graded.map { RewardRoute.number($0.result.reward) }.joined(separator: ",") + "]")
    return .json(body.line)
  }

  /// `score` is what verl reads, `reward` what the trainer of this project does; null where nothing may be learned.
  private static func text(_ row: GradedRow) -> String {
    let result = row.result
    var body = JSONObjectText()
    body.add("score", result.reward)
    body.add("reward", result.reward)
    body.add("acc", raw: result.verdict == .internalError ? "null" : result.verdict == .accepted ? "1" : "0")
    body.add("correct", raw: result.verdict == .internalError ? "null" : result.verdict == .accepted ? "true" : "false")
    body.add("verdict", result.verdict.rawValue)
    body.add("reason", result.reason.rawValue)
    body.add("passed", result.passed)
    body.add("total", result.total)
    body.add("message", result.message)
    body.add("verdict_id", row.verdictID)
    return body.line
  }

  static func number(_ reward: Double?) -> String {
    var object = JSONObjectText()
    object.add("", reward)
    return String(object.line.dropFirst(4).dropLast())
  }
}

/// One row to be paid for.
struct RewardRow: Sendable {
  enum Truth: Sendable {
    /// By id or hash; where nobody has registered it, what the row brings along counts.
    case registered(String, field: String?, otherwise: Problem?)
    case own(Problem)
  }

  var id: String?
  var response: String
  var truth: Truth
  var field: String?

  init(_ row: JSONValue) throws {
    field = row.path
    id = try row.member("id").map { try $0.isString ? $0.string() : String(decoding: $0.rawText, as: UTF8.self) }
    guard let text = try row.member("solution_str") ?? row.member("response") else {
      _ = try row.required("solution_str")
      response = ""
      truth = .registered("", field: nil, otherwise: nil)
      return
    }
    response = try text.string()
    let name = try row.member("problem_id")
    if let name, !row.has("ground_truth") {
      truth = .registered(try name.identifier(), field: name.path, otherwise: nil)
    } else {
      let groundTruth = try row.member("ground_truth") ?? row.required("reward_model").required("ground_truth")
      let own = try RewardRow.problem(
        groundTruth, source: row.member("data_source"), extra: row.member("extra_info"))
      truth =
        try name.map { .registered(try $0.identifier(), field: $0.path, otherwise: own) } ?? .own(own)
    }
  }

  init(response: String, truth: Truth, field: String) {
    self.response = response
    self.truth = truth
    self.field = field
  }

  /// verl's `compute_score(data_sources, solution_strs, ground_truths, extra_infos)`.
  static func columns(_ root: JSONValue) throws -> [RewardRow] {
    let responses = try root.required("solution_strs").elements()
    let truths = try root.required("ground_truths").elements()
    let sources = try root.member("data_sources")?.elements()
    let extras = try root.member("extra_infos")?.elements()
    for (name, count) in [
      ("ground_truths", truths.count), ("data_sources", sources?.count), ("extra_infos", extras?.count),
    ] {
      guard let count, count != responses.count else { continue }
      throw APIError(.invalid, "\(count) for \(responses.count) solution_strs: each needs one", field: name)
    }
    return try responses.indices.map { index in
      RewardRow(
        response: try responses[index].string(),
        truth: .own(try problem(truths[index], source: sources?[index], extra: extras?[index])),
        field: "solution_strs[\(index)]")
    }
  }

  /// The row that verl's datasets have around a ground truth.
  static func problem(_ truth: JSONValue, source: JSONValue?, extra: JSONValue?) throws -> Problem {
    var model = JSONObjectText()
    model.add("ground_truth", raw: String(decoding: truth.rawText, as: UTF8.self))
    var row = JSONObjectText()
    if let source, !source.isNull { row.add("data_source", raw: String(decoding: source.rawText, as: UTF8.self)) }
    row.add("reward_model", raw: model.line)
    if let extra, !extra.isNull { row.add("extra_info", raw: String(decoding: extra.rawText, as: UTF8.self)) }
    do {
      return try ProblemDecoder(format: .verl).decode(Array(row.line.utf8), file: "request", line: nil)
    } catch let error as DatasetError {
      throw APIError(.invalid, error.message, field: truth.path ?? "ground_truth")
    }
  }
}

/// Rows as submissions.
struct RowGrading: Sendable {
  let service: RewardService

  /// - Parameter waitingSeconds: how long a full queue is waited for.
  func graded(
    _ rows: [RewardRow], _ context: ServerContext, kind: RewardKind?, deadline: ContinuousClock.Instant,
    seconds: Double, waitingSeconds: Double = 0
  ) async throws -> [GradedRow] {
    let check = ProblemCheck(service: service)
    var items: [GradeItem] = []
    for (index, row) in rows.enumerated() {
      let problem: HashedProblem
      switch row.truth {
      case .registered(let name, let field, let otherwise):
        problem = try await check.registered(name, field: field ?? "problem_id", otherwise: otherwise)
      case .own(let own):
        problem = try await JudgingThreads.run(bytes: own.testBytes) { HashedProblem(own) }
        try await check.check(problem, field: row.field ?? "ground_truth")
      }
      let submission = Submission(
        id: row.id ?? String(index), problemID: problem.problem.id, language: nil, body: .response(row.response))
      items.append(GradeItem(submission: submission, problem: problem, field: row.field ?? "solution_str"))
    }
    try await service.checkLedger()
    let run = try await service.grade(items, for: context.requester, kind: kind, waitingSeconds: waitingSeconds)
    let watch = RunWatch(run, service, presence: context.presence, deadline: deadline)
    defer { watch.end() }
    var graded = [GradedRow?](repeating: nil, count: items.count)
    for await event in run.events {
      switch event {
      case .row(let row): graded[row.index] = row
      case .failed(let index, var error):
        run.cancel()
        error.field = error.field ?? items[index].field
        throw error
      }
    }
    guard let missing = graded.firstIndex(where: { $0 == nil }) else { return graded.compactMap { $0 } }
    if watch.clientIsGone { service.metrics.countCancelled() }
    throw APIError(
      .deadline, "not finished within \(JSONObjectText.plain(seconds)) s", field: items[missing].field)
  }
}
