import Datasets
import Hummingbird
import Ledger
import Rewards
import Sandbox

/// The code-judge project's routes: a program with its input, and the output that is right.
struct CodeJudgeRoutes: Sendable {
  let service: RewardService
  let reader: BodyReader
  private static let seconds = 10.0
  private static let clientSeconds = 60.0

  private struct Job: Sendable {
    var id: String
    var run: ProgramRun?
    var pair: MathPair?
    var expected: [UInt8]?
  }

  /// - Parameter showsStreams: `/run…` gives what the program printed, `/judge…` does not.
  func one(_ request: Request, _ context: ServerContext, showsStreams: Bool) async throws -> Response {
    let (root, _) = try await reader.object(of: request)
    return .json(try await result(try job(root), context, showsStreams: showsStreams))
  }

  func batch(_ request: Request, _ context: ServerContext, showsStreams: Bool) async throws -> Response {
    let (root, _) = try await reader.object(of: request)
    if let type = try root.member("type"), try type.string() != "batch" {
      throw type.error(.invalidValue, "the type of a batch is batch")
    }
    let rows = try root.required("submissions").elements()
    guard rows.count <= service.settings.submissionsOfRequest else {
      throw APIError(.tooLarge, "at most \(service.settings.submissionsOfRequest) submissions go into one request")
    }
    let jobs = try rows.map(job)
    let width = service.judges.options.jobs * 2
    let results = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      var results = [String](repeating: "", count: jobs.count)
      var next = 0
      func startNext() {
        guard next < jobs.count else { return }
        let index = next
        next += 1
        group.addTask { (index, try await result(jobs[index], context, showsStreams: showsStreams)) }
      }
      for _ in 0..<width { startNext() }
      while let (index, text) = try await group.next() {
        results[index] = text
        startNext()
      }
      return results
    }
    var body = JSONObjectText()
    body.add("sub_id", try root.member("sub_id")?.string() ?? VerdictID().text)
    body.add("results", raw: "[" + results.joined(separator: ",") + "]")
    return .json(body.line)
  }

  private func job(_ row: JSONValue) throws -> Job {
    let id = try row.member("sub_id")?.string() ?? VerdictID().text
    let type = try row.required("type")
    let solution = try row.required("solution").string()
    let expected = try row.member("expected_output")?.utf8()
    let name = try type.string()
    if name == "math" {
      guard let expected else { _ = try row.required("expected_output"); return Job(id: id) }
      let pair = MathPair(
        id: id, gold: GoldAnswer(String(decoding: expected, as: UTF8.self)), prediction: PredictedAnswer(solution),
        kind: .extraction)
      return Job(id: id, pair: pair)
    }
    guard let language = ["python": "python3", "cpp": "cpp"][name] else {
      throw type.error(.invalidValue, "unknown type \"\(name.prefix(40))\": use python, cpp or math")
    }
    let tools = service.judges.code.tools
    guard let resolved = tools.languages[language] else {
      throw type.error(.invalidValue, tools.missing[language]?.description ?? "is not installed")
    }
    let run = ProgramRun(
      source: solution, language: resolved, input: try row.member("input")?.utf8() ?? [],
      limits: .peer(seconds: Self.seconds, memoryBytes: 256 << 20, language: resolved.language))
    return Job(id: id, run: run, expected: expected)
  }

  private func result(_ job: Job, _ context: ServerContext, showsStreams: Bool) async throws -> String {
    var body = JSONObjectText()
    body.add("sub_id", job.id)
    if let pair = job.pair {
      let judgement = await JudgingThreads.run { pair.judgement() }
      service.metrics.compared(judgement)
      guard let correct = judgement.correct else {
        throw APIError(.invalid, "the right answer does not parse", field: "expected_output")
      }
      body.add("success", correct)
      body.add("run_success", true)
      body.add("cost", 0)
      body.add("reason", "")
      return body.line
    }
    guard let run = job.run else { throw APIError(.internalError, "a submission of no kind") }
    let outcome = try await ProgramExecution(service: service, context: context)
      .run(run, within: Self.clientSeconds)
    guard outcome.verdict != .internalError else {
      throw APIError(.unavailable, "a fault of the judge: \(outcome.reason.rawValue); ask again", retryAfter: 1)
    }
    var success = outcome.verdict == .accepted
    if success, let expected = job.expected {
      success = Self.trimmed(outcome.report?.output ?? []) == Self.trimmed(expected)
    }
    body.add("success", success)
    body.add("run_success", outcome.verdict == .accepted)
    body.add("cost", outcome.report?.wallTime.inSeconds ?? 0)
    if showsStreams {
      body.add("stdout", outcome.output(limit: service.settings.streamBytes))
      let errors = outcome.errorOutput(limit: service.settings.streamBytes)
      body.add("stderr", outcome.verdict == .compileError ? outcome.message : errors)
    }
    body.add("reason", outcome.verdict == .timeLimit ? "worker_timeout" : "")
    return body.line
  }

  private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    guard let first = bytes.firstIndex(where: { !blanks.contains($0) }),
      let last = bytes.lastIndex(where: { !blanks.contains($0) })
    else { return [] }
    return bytes[first...last]
  }

  func status(_ request: Request, _ context: ServerContext) -> Response {
    var body = JSONObjectText()
    body.add("queue", service.dispatcher.numbers.waiting)
    body.add("num_workers", service.dispatcher.workers)
    return .json(body.line)
  }
}
