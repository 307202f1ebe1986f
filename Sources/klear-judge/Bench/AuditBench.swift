import Audit
import Datasets
import Glibc
import Rewards

/// Audits of sets that are made from questions, and the search for passages of a benchmark beside plain Python.
struct AuditBench {
  /// Rows of the largest set.
  let rows: Int
  let jobs: Int
  let peerPython: String?

  static let defaultRows = 100_000
  /// Texts of the search for passages: enough for a second of Python.
  private static let searched = 20_000

  func measure(into table: inout BenchTable) async throws {
    let questions = try Self.questions()
    let folder = try BenchFolder()
    try await passages(questions, folder, into: &table)
    for count in [10_000, 100_000, 1_000_000] where count < rows {
      try await audit(count, questions, folder, into: &table)
    }
    try await audit(rows, questions, folder, into: &table)
  }

  // MARK: Whole audits

  private func audit(
    _ count: Int, _ questions: [Question], _ folder: BenchFolder, into table: inout BenchTable
  ) async throws {
    let data = "\(folder.path)/data.jsonl"
    let file = try RowFile(path: data, appending: false, advice: "")
    var bytes = 0
    for number in 0..<count {
      let row = questions[number % questions.count].row(number)
      bytes += row.utf8.count + 1
      guard file.write(row) else { throw BenchFault(contender: "audit", message: file.failure ?? "no room") }
    }
    var request = AuditRequest(data: [data])
    request.out = "\(folder.path)/out"
    request.jobs = jobs
    let (started, cpuBefore) = (ContinuousClock.now, Self.cpuSeconds())
    let outcome = try await Audit(request).run()
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    let elapsed = Double(seconds) + Double(attoseconds) * 1e-18
    guard outcome.rows == count else {
      throw BenchFault(contender: "audit", message: "\(outcome.rows) of \(count) rows")
    }
    let none = "no peer does all of it"
    for (name, unit, value) in [
      ("audit of \(count) rows, all checks", "s", elapsed), ("  a row", "us", elapsed / Double(count) * 1e6),
      ("  CPU time", "s", Self.cpuSeconds() - cpuBefore), ("  data", "MB", Double(bytes) / 1e6),
      ("  peak memory of the process so far", "MB", Self.peakMegabytes()),
    ] {
      table.add(
        BenchRow(name: name, unit: unit, ours: value, peer: nil, peerName: "-", missing: none, count: count))
    }
    unlink(data)
  }

  /// Of this process: what a busy machine does not change.
  private static func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
  }

  private static func peakMegabytes() -> Double {
    guard let bytes = try? InputFile.read("/proc/self/status", limit: 1 << 20) else { return 0 }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Double($0.filter(\.isNumber)) }.map { $0 * 1_024 / 1e6 } ?? 0
  }

  // MARK: Passages

  private func passages(_ questions: [Question], _ folder: BenchFolder, into table: inout BenchTable) async throws {
    let texts = (0..<Self.searched).map { questions[$0 % questions.count].text($0) }
    // Every tenth question, as it stands, is the benchmark.
    let benchmark = questions.enumerated().filter { $0.offset % 10 == 0 }.map(\.element.question)
    let megabytes = Double(texts.reduce(0) { $0 + $1.utf8.count }) / 1e6
    let timing = OverlapTiming(benchmark: benchmark)
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<3 {
      let started = ContinuousClock.now
      _ = timing.count(texts)
      let (seconds, attoseconds) = (ContinuousClock.now - started).components
      ours.append(megabytes / (Double(seconds) + Double(attoseconds) * 1e-18))
      if let python = peerPython ?? Self.systemPython, let seconds = try await peer(python, texts, benchmark, folder) {
        theirs.append(megabytes / seconds)
      }
    }
    table.add(
      BenchRow(
        name: "runs of nine words against a benchmark, one core", unit: "MB/s", ours: ours.median,
        peer: theirs.isEmpty ? nil : theirs.median, peerName: "plain Python",
        missing: theirs.isEmpty ? "no python3" : nil,
        count: texts.count))
  }

  private static let systemPython: String? = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : nil

  private func peer(
    _ python: String, _ texts: [String], _ benchmark: [String], _ folder: BenchFolder
  ) async throws -> Double? {
    let files = try [("texts", texts), ("benchmark", benchmark)].map { name, texts in
      let path = "\(folder.path)/\(name).jsonl"
      let file = try RowFile(path: path, appending: false, advice: "")
      for text in texts { _ = file.write(JSONObjectText.quoted(text)) }
      return path
    }
    let script = String(decoding: PackageResources.audit_peer_py, as: UTF8.self)
    let child = ChildCommand(
      words: [python, "-c", script] + files, environment: ProcessEnvironment.variables.map { "\($0.key)=\($0.value)" },
      folder: nil)
    guard let ending = await child.run(), ending.succeeded else { return nil }
    return String(decoding: ending.output, as: UTF8.self).split(separator: " ").first.flatMap { Double($0) }
  }

  // MARK: Rows

  /// A real question, which other numbers make into another row.
  private struct Question {
    var question: String
    var answer: String
    /// The question cut at its numbers.
    private let parts: [Substring]

    init(_ question: String, _ answer: String) {
      self.question = question
      self.answer = answer
      parts = question.split(omittingEmptySubsequences: false) { ("0"..."9").contains($0) }
    }

    func text(_ number: Int) -> String {
      var text = ""
      for (index, part) in parts.enumerated() {
        if index > 0 { text += String((number / 7 &* 31 &+ index &* 17) % 9_973) }
        text += part
      }
      return text
    }

    func row(_ number: Int) -> String {
      var row = JSONObjectText()
      row.add("id", "made-\(number)")
      row.add("question", text(number))
      row.add("answer", answer)
      return row.line
    }
  }

  private static func questions() throws -> [Question] {
    try PackageResources.audit_questions_jsonl.split(separator: 0x0A).enumerated().map { index, row in
      let document = try JSONDocument(Array(row), origin: .init(file: "built-in questions", line: index + 1))
      return Question(try document.root.required("question").string(), try document.root.required("answer").string())
    }
  }
}

/// A folder that goes with the bench.
private final class BenchFolder {
  let path: String

  init() throws {
    let base = ProcessEnvironment.variables["TMPDIR"] ?? "/tmp"
    path = "\(base)/klear-bench-audit-\(getpid())"
    guard mkdir(path, 0o700) == 0 else { throw BenchFault(contender: "audit", message: "no folder in \(base)") }
  }

  deinit {
    for name in ["findings.jsonl", "clean.jsonl", "manifest.json", "report.html", "judged.jsonl"] {
      unlink("\(path)/out/\(name)")
    }
    rmdir("\(path)/out")
    for name in ["data.jsonl", "texts.jsonl", "benchmark.jsonl"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
