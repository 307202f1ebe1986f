import Datasets
import Hummingbird
import HTTPTypes
import Ledger
import NIOCore
import Rewards

/// `POST /v1/grade`.
struct GradeRoute: Sendable {
  let service: RewardService
  let reader: BodyReader
  /// For the last rows to be read, after the deadline.
  private static let readingSeconds = 10.0

  func answer(_ request: Request, _ context: ServerContext) async throws -> Response {
    let started = ContinuousClock.now
    let (root, bytes) = try await reader.object(of: request)
    let settings = service.settings
    let parsed = try await JudgingThreads.run(bytes: bytes.count) { try GradeRequest(root, settings: settings) }
    let items = try await self.items(of: parsed, bytes: bytes.count)
    let deadline = started + .seconds(parsed.deadlineSeconds)
    let known = try await knownRequest(request, context, bytes: bytes)
    let streams = request.headers[.accept]?.contains("application/x-ndjson") == true
    try await service.checkLedger()
    let run = try service.grade(items, for: context.requester, kind: parsed.reward, known: known)
    let watch = RunWatch(run, service, presence: context.presence, deadline: deadline)
    let isReplay = known.map { known in items.indices.allSatisfy { known.rows[$0] != nil } } ?? false
    guard streams else {
      defer { known?.turn?.end() }
      let rows = try await collect(run, items, watch, deadlineSeconds: parsed.deadlineSeconds)
      var response = Response.json(Self.text(rows))
      if isReplay { response.headers[.replayed] = "true" }
      return response
    }
    let channel = context.channel
    var response = Response(
      status: .ok, headers: [.contentType: "application/x-ndjson"],
      body: ResponseBody { writer in
        defer { known?.turn?.end() }
        // Rows wait for who does not read them, but not for ever.
        let limit = Task {
          try await Task.sleep(until: deadline + .seconds(Self.readingSeconds), clock: .continuous)
          channel.close(promise: nil)
        }
        defer { limit.cancel() }
        try await stream(run, items, watch, to: &writer, deadlineSeconds: parsed.deadlineSeconds)
      })
    if isReplay { response.headers[.replayed] = "true" }
    return response
  }

  static func text(_ rows: [GradedRow]) -> String {
    var body = JSONObjectText()
    body.add("results", raw: "[" + rows.map(\.text).joined(separator: ",") + "]")
    return body.line
  }

  // ---- what is asked

  private func items(of parsed: GradeRequest, bytes: Int) async throws -> [GradeItem] {
    let check = ProblemCheck(service: service)
    var problems: [String: HashedProblem] = [:]
    if let inline = parsed.problem {
      let hashed = try await JudgingThreads.run(bytes: bytes) { HashedProblem(inline) }
      try await check.check(hashed, field: "problem")
      problems[inline.id] = hashed
    }
    if let name = parsed.problemName {
      problems[name] = try await check.registered(name, field: "problem_id")
    }
    var items: [GradeItem] = []
    for (submission, field) in zip(parsed.submissions, parsed.fields) {
      let problem: HashedProblem
      if let known = problems[submission.problemID] {
        problem = known
      } else {
        problem = try await check.registered(submission.problemID, field: "\(field).problem_id")
        problems[submission.problemID] = problem
      }
      try check.check(submission, of: problem.problem, field: field)
      items.append(GradeItem(submission: submission, problem: problem, field: field))
    }
    return items
  }

  // ---- idempotency

  private func knownRequest(
    _ request: Request, _ context: ServerContext, bytes: [UInt8]
  ) async throws -> KnownRequest? {
    guard let key = request.headers[.idempotencyKey] else { return nil }
    guard (1...200).contains(key.utf8.count) else {
      throw APIError(.badRequest, "a key has 1 to 200 characters", field: "Idempotency-Key")
    }
    let name = ContentHash.text(of: Array("\(context.requester.keyOwner)\u{0}\(key)".utf8))
    let record = RequestRecord(request: name, bodyHash: ContentHash.text(of: bytes))
    let turn = try await service.gate.enter(name, bodyHash: record.bodyHash)
    guard let known = try await service.ledger.request(name) else {
      return KnownRequest(record: record, rows: [:], turn: turn)
    }
    guard known.bodyHash == record.bodyHash else { throw APIError.keyReused() }
    return KnownRequest(record: record, rows: known.rows, turn: turn)
  }

  // ---- what is answered

  private func collect(
    _ run: GradeRun, _ items: [GradeItem], _ watch: RunWatch, deadlineSeconds: Double
  ) async throws -> [GradedRow] {
    defer { watch.end() }
    var rows = [GradedRow?](repeating: nil, count: items.count)
    for await event in run.events {
      switch event {
      case .row(let row): rows[row.index] = row
      case .failed(let index, var error):
        run.cancel()
        error.field = error.field ?? items[index].field
        throw error
      }
    }
    if let missing = unfinished(items, has: { rows[$0] != nil }, watch, deadlineSeconds) { throw missing }
    return rows.compactMap { $0 }
  }

  private func stream(
    _ run: GradeRun, _ items: [GradeItem], _ watch: RunWatch, to writer: inout any ResponseBodyWriter,
    deadlineSeconds: Double
  ) async throws {
    defer { watch.end() }
    var done: Set<Int> = []
    var failure: APIError?
    for await event in run.events {
      switch event {
      case .row(let row):
        done.insert(row.index)
        try await writer.write(ByteBuffer(string: row.text + "\n"))
      case .failed(let index, var error):
        run.cancel()
        error.field = error.field ?? items[index].field
        failure = error
      }
    }
    failure = failure ?? unfinished(items, has: { done.contains($0) }, watch, deadlineSeconds)
    var end = JSONObjectText()
    end.add("done", done.count)
    if let failure {
      // The status has gone out long ago; the last line says what would have stood there.
      var error = JSONObjectText()
      error.add("code", failure.code.rawValue)
      error.add("message", failure.message)
      error.add("field", failure.field)
      end.add("error", raw: error.line)
    }
    try await writer.write(ByteBuffer(string: end.line + "\n"))
    try await writer.finish(nil)
  }

  private func unfinished(
    _ items: [GradeItem], has: (Int) -> Bool, _ watch: RunWatch, _ deadlineSeconds: Double
  ) -> APIError? {
    let missing = items.indices.filter { !has($0) }
    guard let first = missing.first else { return nil }
    if watch.clientIsGone {
      service.metrics.countCancelled()
      return APIError(.deadline, "the client left")
    }
    guard watch.isExpired else { return .draining() }
    let names = missing.prefix(10).map { items[$0].submission.id }.joined(separator: ", ")
    let more = missing.count > 10 ? " and \(missing.count - 10) more" : ""
    return APIError(
      .deadline, "not finished within \(JSONObjectText.plain(deadlineSeconds)) s: \(names)\(more)",
      field: items[first].field)
  }
}

extension JSONObjectText {
  static func plain(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
  }
}
