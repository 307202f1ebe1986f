public import Rewards

/// The submissions of a file, one at a time: native rows and the shapes of other judges, told apart row by row.
///
/// - native: `{"id","problem_id","language","source_code" | "response","expected"?}`
/// - HumanEval and MBPP samples: `{"task_id","completion"}` (a continuation of the problem's prompt) or
///   `{"task_id","solution"}` (a whole program); the id is `task_id#n`, n counting from 0.
/// - LiveCodeBench's custom evaluator: `{"question_id","code_list"}`; one submission each, id `question_id#n`.
public final class SubmissionReader {
  private let lines: LineReader
  private let problems: (any ProblemSource)?
  private var waiting: [Row<Submission>] = []
  private var waitingIndex = 0
  private var samples: [String: Int] = [:]
  private var seen: [String: Int] = [:]

  /// - Parameters:
  ///   - path: a file, packed or not; `-` is standard input.
  ///   - problems: gives the prompts that completions continue.
  /// - Throws: ``DatasetError`` where the file cannot be opened.
  public init(path: String, problems: (any ProblemSource)? = nil) throws {
    lines = try LineReader(path: path)
    self.problems = problems
  }

  /// The next submission; `nil` at the end.
  /// - Throws: ``DatasetError`` about one row, after which the next can be asked for (`.duplicateID` too), or about
  ///   the file (``DatasetError/endsInput``). Whether the problem exists is not asked here.
  public func next() throws -> Row<Submission>? {
    while true {
      if waitingIndex < waiting.count {
        defer { waitingIndex += 1 }
        return try unique(waiting[waitingIndex])
      }
      guard let line = try lines.next() else { return nil }
      let row = try rowDocument(line.bytes, file: lines.file, line: line.number).root
      waitingIndex = 0
      waiting = []
      waiting = try decode(row).map {
        Row(value: $0, line: line.number, offset: line.offset, byteCount: line.bytes.count)
      }
    }
  }

  private func unique(_ row: Row<Submission>) throws -> Row<Submission> {
    if let first = seen[row.value.id] {
      throw DatasetError(
        .duplicateID, file: lines.file, line: row.line, field: "id",
        message: "\"\(row.value.id)\" stands in line \(first) already: give each submission its own id")
    }
    seen[row.value.id] = row.line
    return row
  }

  private func decode(_ row: JSONValue) throws -> [Submission] {
    if row.has("problem_id") { return [try nativeSubmission(row)] }
    if row.has("task_id"), row.has("completion") || row.has("solution") { return [try sample(row)] }
    if row.has("question_id"), row.has("code_list") { return try codeList(row) }
    do {
      return [try nativeSubmission(row)]
    } catch let error as DatasetError where error.code == .missingField {
      guard let shape = RowShape(row), shape != .submission else { throw error }
      throw row.error(.wrongFormat, "not a submission row: \(shape.adviceForSubmissions)")
    }
  }

  private func sample(_ row: JSONValue) throws -> Submission {
    let problemID = try MBPPRow.problemID(row.required("task_id"))
    let number = samples[problemID, default: 0]
    samples[problemID] = number + 1
    let program: String
    if let solution = try row.member("solution") {
      program = try solution.string()
    } else {
      let completion = try row.required("completion").string()
      let problem = try problems?.problem(id: problemID)
      // MBPP's prompt is a sentence, not code, so its completions are whole programs.
      if let problem, problem.source == "HumanEval", let prompt = problem.statement {
        program = HumanEvalRow.program(prompt: prompt, completion: completion)
      } else {
        program = completion
      }
    }
    return Submission(
      id: "\(problemID)#\(number)", problemID: problemID, language: "python3", body: .source(program),
      expected: try expectedVerdicts(row))
  }

  private func codeList(_ row: JSONValue) throws -> [Submission] {
    let problemID = try row.required("question_id").identifier()
    let language = try row.member("language")?.identifier() ?? "python3"
    return try row.required("code_list").elements().enumerated().map { number, code in
      Submission(
        id: "\(problemID)#\(number)", problemID: problemID, language: language, body: .source(try code.string()))
    }
  }
}

/// The solutions that a dataset brings along: HumanEval's `canonical_solution`, MBPP's `code`, as `ID#canonical`, each
/// expected to be accepted.
public final class CanonicalSubmissionReader {
  private let lines: LineReader
  private let format: DatasetFormat

  /// - Throws: ``DatasetError``: the file cannot be opened, or `.unsupported` for a format without solutions.
  public init(path: String, format: DatasetFormat) throws {
    guard format == .humaneval || format == .mbpp else {
      throw DatasetError(
        .unsupported, file: path, message: "\(format.rawValue) rows bring no solutions: pass --submissions",
        endsInput: true)
    }
    self.format = format
    lines = try LineReader(path: path)
  }

  /// The next solution; `nil` at the end.
  public func next() throws -> Row<Submission>? {
    guard let line = try lines.next() else { return nil }
    let row = try rowDocument(line.bytes, file: lines.file, line: line.number).root
    let submission =
      format == .humaneval ? try HumanEvalRow(row).canonicalSubmission() : try MBPPRow(row).canonicalSubmission()
    return Row(value: submission, line: line.number, offset: line.offset, byteCount: line.bytes.count)
  }
}

/// The solution that one row brings along; `nil` where the row, or its format, has none.
package func canonicalSubmission(of row: JSONValue, format: DatasetFormat) throws -> Submission? {
  switch format {
  case .humaneval: row.has("canonical_solution") ? try HumanEvalRow(row).canonicalSubmission() : nil
  case .mbpp: row.has("code") ? try MBPPRow(row).canonicalSubmission() : nil
  case .native, .lcb, .verl: nil
  }
}
