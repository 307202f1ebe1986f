import Rewards
import Text

/// How a row is embedded: a short array for the table, and apart from it the details, which the page's script reads
/// only when a person opens the row.
///
/// Times are whole microseconds, memory is bytes, verdicts and reasons are places in the lists of `meta`.
struct RowEmbedding {
  /// Rows in one data block.
  static let chunkSize = 64
  /// Bytes of a message in the table itself.
  static let shortMessageBytes = 160

  let limits: HTMLReportLimits
  let layers: [String]
  private(set) var problems = NameTable()
  private(set) var languages = NameTable()
  private var titles: [String?] = []
  private var hasExpectations = false

  init(limits: HTMLReportLimits, layers: [String]) {
    self.limits = limits
    self.layers = layers
  }

  /// `[id, problem, language, verdict, reward, passed, total, cpu, wall, memory, reason, expected, met, message]`
  mutating func row(_ row: ReportRow) -> [UInt8] {
    let result = row.result
    let problem = problems.position(of: PrintableText.middleShortened(result.problemID, to: 200))
    if problem == titles.count { titles.append(row.problemTitle.map { PrintableText.middleShortened($0, to: 200) }) }
    let language = languages.position(of: result.language.map { PrintableText.middleShortened($0, to: 60) } ?? "(none)")
    let message = result.message ?? result.tests.first { $0.verdict != .accepted }?.message
    if row.met != nil { hasExpectations = true }
    var json = ScriptJSON()
    json.array { json in
      json.string(PrintableText.middleShortened(result.submissionID, to: 200))
      json.int(problem)
      json.int(language)
      json.int(result.verdict.position)
      json.double(result.reward)
      json.int(result.passed)
      json.int(result.total)
      json.int(Self.microseconds(result.cpuTimeSeconds))
      json.int(Self.microseconds(result.wallTimeSeconds))
      json.int(max(0, result.peakMemoryBytes))
      json.int(Self.position(of: result.reason))
      json.array { json in
        for verdict in Set(row.expected ?? []).sorted(by: { $0.position < $1.position }) { json.int(verdict.position) }
      }
      if let met = row.met { json.bool(met) } else { json.null() }
      json.string(message.map { PrintableText.prefix($0, bytes: Self.shortMessageBytes).text })
    }
    return json.bytes
  }

  func detail(_ row: ReportRow) -> [UInt8] {
    let result = row.result
    var json = ScriptJSON()
    json.object { json in
      if let program = row.program {
        let shortened = PrintableText.prefix(program, bytes: limits.programBytes)
        json.key("program")
        json.string(shortened.text)
        if shortened.isCut {
          json.key("programBytes")
          json.int(program.utf8.count)
        }
      }
      if let message = result.message {
        json.key("message")
        json.string(shortened(message))
      }
      if let compile = result.compile { self.compile(compile, into: &json) }
      if let applied = result.limits {
        json.key("limits")
        json.array { json in
          json.int(Self.microseconds(applied.cpuSeconds))
          json.int(Self.microseconds(applied.wallSeconds))
          json.int(applied.memoryBytes)
          json.int(applied.outputBytes)
          json.int(applied.processes)
        }
      }
      if !result.layers.isEmpty, result.layers != layers {
        json.key("layers")
        json.array { json in for layer in result.layers.prefix(100) { json.string(shortened(layer)) } }
      }
      tests(result.tests, into: &json)
    }
    return json.bytes
  }

  /// What the script needs to read the rows.
  func meta(rows: Int) -> [UInt8] {
    var json = ScriptJSON()
    json.object { json in
      json.key("rows")
      json.int(rows)
      json.key("chunk")
      json.int(Self.chunkSize)
      json.key("hasExpectations")
      json.bool(hasExpectations)
      json.key("verdicts")
      json.array { json in for verdict in Verdict.allCases { json.string(verdict.rawValue) } }
      json.key("reasons")
      json.array { json in for reason in Reason.allCases { json.string(reason.rawValue) } }
      json.key("languages")
      json.array { json in for name in languages.names { json.string(name) } }
      json.key("problems")
      json.array { json in
        for (name, title) in zip(problems.names, titles) {
          json.array { json in
            json.string(name)
            json.string(title)
          }
        }
      }
    }
    return json.bytes
  }

  private func compile(_ compile: CompileResult, into json: inout ScriptJSON) {
    json.key("compile")
    json.array { json in
      json.bool(compile.succeeded)
      json.int(Self.microseconds(compile.cpuTimeSeconds))
      json.int(Self.microseconds(compile.wallTimeSeconds))
      json.int(compile.peakMemoryBytes)
      json.bool(compile.cached)
      json.string(shortened(compile.message))
    }
  }

  /// `[index, verdict, reason, cpu, wall, memory, exit, signal, system call, message]`, in order of index.
  private func tests(_ all: [TestResult], into json: inout ScriptJSON) {
    var chosen = all
    if all.count > limits.testsPerRow {
      let failed = all.filter { $0.verdict != .accepted && $0.verdict != .skipped }.prefix(limits.testsPerRow)
      let others = all.filter { $0.verdict == .accepted || $0.verdict == .skipped }
      chosen = (failed + others.prefix(max(0, limits.testsPerRow - failed.count))).sorted { $0.index < $1.index }
    }
    json.key("tests")
    json.array { json in
      for test in chosen {
        json.array { json in
          json.int(test.index)
          json.int(test.verdict.position)
          json.int(Self.position(of: test.reason))
          json.int(Self.microseconds(test.cpuTimeSeconds))
          json.int(Self.microseconds(test.wallTimeSeconds))
          json.int(max(0, test.peakMemoryBytes))
          json.int(test.exitCode)
          json.string(test.signal.map { shortened($0) })
          json.string(test.syscall.map { shortened($0) })
          json.string(test.message.map { shortened($0) })
        }
      }
    }
    if chosen.count < all.count {
      json.key("testsLeftOut")
      json.int(all.count - chosen.count)
    }
  }

  private func shortened(_ text: String) -> String {
    let prefix = PrintableText.prefix(text, bytes: limits.messageBytes)
    return prefix.isCut ? prefix.text + "…" : prefix.text
  }

  private static func microseconds(_ seconds: Double) -> Int {
    guard seconds.isFinite, seconds > 0 else { return 0 }
    return Int(min(seconds * 1_000_000, 9e15).rounded())
  }

  private static let reasonPositions: [Reason: Int] = Dictionary(
    uniqueKeysWithValues: Reason.allCases.enumerated().map { ($1, $0) })

  private static func position(of reason: Reason) -> Int { reasonPositions[reason] ?? 0 }
}

/// Names by the order in which they came.
struct NameTable {
  private(set) var names: [String] = []
  private var positions: [String: Int] = [:]

  /// The place of `name`; a new one goes to the end.
  mutating func position(of name: String) -> Int {
    if let position = positions[name] { return position }
    positions[name] = names.count
    names.append(name)
    return names.count - 1
  }

  func find(_ name: String) -> Int? { positions[name] }
}
