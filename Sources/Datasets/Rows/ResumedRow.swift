public import Rewards

/// A row that grade wrote, read back: what `--resume` has to know of it, and its result for summary and report.
public struct ResumedRow: Sendable, Hashable {
  /// Hashes of program, problem and settings, and of the settings alone.
  public var key: String
  public var settings: String
  public var result: SubmissionResult

  /// - Throws: ``DatasetError`` when it is no row of grade's.
  public init(_ row: [UInt8], file: String, line: Int?) throws {
    let root = try rowDocument(row, file: file, line: line).root
    key = try root.required("key").string()
    settings = try root.required("settings").string()
    result = try SubmissionResult(row: root)
  }
}

/// Wide enough for anything that was measured.
private let measures = -1e300...1e300

extension SubmissionResult {
  /// Reads a row that ``SubmissionResult/rowText(key:settings:)`` wrote.
  /// - Throws: ``DatasetError`` when it is none.
  public init(row: [UInt8], file: String, line: Int?) throws {
    try self.init(row: rowDocument(row, file: file, line: line).root)
  }

  fileprivate init(row: JSONValue) throws {
    self.init(
      submissionID: try row.required("submission_id").string(), problemID: try row.required("problem_id").string(),
      language: try row.member("language")?.string(), verdict: try row.required("verdict").known(),
      reason: try row.required("reason").known(), reward: try row.member("reward")?.number(in: measures),
      rewardKind: try row.required("reward_kind").known(),
      passed: try row.required("passed").integer(in: 0...Int.max),
      total: try row.required("total").integer(in: 0...Int.max), message: try row.member("message")?.string(),
      compile: try row.member("compile").map(CompileResult.init(row:)),
      limits: try row.member("limits").map(AppliedLimits.init(row:)),
      layers: try row.required("layers").elements().map { try $0.string() },
      tests: try row.required("tests").elements().map(TestResult.init(row:)))
  }
}

extension CompileResult {
  fileprivate init(row: JSONValue) throws {
    self.init(
      succeeded: try row.required("ok").bool(), cpuTimeSeconds: try row.required("cpu_time_s").number(in: measures),
      wallTimeSeconds: try row.required("wall_time_s").number(in: measures),
      peakMemoryBytes: try row.required("peak_memory_bytes").integer(in: 0...Int.max),
      cached: try row.required("cached").bool(), message: try row.required("message").string())
  }
}

extension AppliedLimits {
  fileprivate init(row: JSONValue) throws {
    self.init(
      cpuSeconds: try row.required("cpu_s").number(in: measures),
      wallSeconds: try row.required("wall_s").number(in: measures),
      memoryBytes: try row.required("memory_bytes").integer(in: 0...Int.max),
      outputBytes: try row.required("output_bytes").integer(in: 0...Int.max),
      processes: try row.required("processes").integer(in: 0...Int.max))
  }
}

extension TestResult {
  fileprivate init(row: JSONValue) throws {
    self.init(
      index: try row.required("index").integer(in: 0...Int.max), verdict: try row.required("verdict").known(),
      reason: try row.required("reason").known(), limitKind: try row.member("limit_kind")?.known(),
      cpuTimeSeconds: try row.required("cpu_time_s").number(in: measures),
      wallTimeSeconds: try row.required("wall_time_s").number(in: measures),
      peakMemoryBytes: try row.required("peak_memory_bytes").integer(in: 0...Int.max),
      exitCode: try row.member("exit_code")?.integer(in: Int.min...Int.max),
      signal: try row.member("signal")?.string(), syscall: try row.member("syscall")?.string(),
      message: try row.member("message")?.string())
  }
}

extension JSONValue {
  /// A text out of a closed list.
  fileprivate func known<Value: RawRepresentable>() throws -> Value where Value.RawValue == String {
    let text = try string()
    guard let value = Value(rawValue: text) else {
      throw error(.invalidValue, "\"\(text)\" is none that this version knows")
    }
    return value
  }
}
