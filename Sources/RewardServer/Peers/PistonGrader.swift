import Datasets
import Rewards
import Sandbox

/// What open-r1 asks of Piston: its package for Codeforces, in which a test's files lie beside the program and the answer
/// is printed as 1 or 0. Here the program gets the input only; its output is compared outside, or by `checker.py` in
/// another sandbox.
struct PistonGrader: Sendable {
  let execution: ProgramExecution
  let run: ProgramRun
  /// Of the request as a whole.
  let seconds: Double
  private let files: [String: [UInt8]]
  private let configuration: [String: String]

  /// The package's name → our id. Those of the first kind are nobody else's; the others mean it where its files come along.
  private static let own = [
    "cf_python3": "python3", "cf_c++": "cpp", "cf_c++11": "cpp11", "cf_c++14": "cpp14", "cf_c++17": "cpp17",
    "cf_c++20": "cpp20", "cf_java": "java", "cf_kotlin": "kotlin",
  ]

  static func language(_ name: String) -> String? { own[name] }

  static func isMeant(by name: String, files: [SourceFile]) -> Bool {
    own[name] != nil || files.contains { $0.name == "grader_config" }
  }

  /// - Parameter run: as for a program that is only run, with the files of the request.
  init(execution: ProgramExecution, run: ProgramRun, seconds: Double) {
    files = Dictionary(run.files.map { ($0.name, $0.contents) }) { first, _ in first }
    configuration = Self.pairs(files["grader_config"] ?? [])
    self.execution = execution
    self.seconds = seconds
    var run = run
    let input = Self.lines(files["input.txt"] ?? [], keepingEmpty: true)
    if configuration["INPUT_MODE"] == "file" {
      run.files = [SourceFile(name: "input.txt", contents: input)]
      run.keepsWorkDirectory = true
    } else {
      run.files = []
      run.input = input
    }
    let limit = configuration["TIME_LIMIT"].flatMap(Double.init).flatMap { $0 > 0 && $0 <= 600 ? $0 : nil }
    let memory = configuration["MEMORY_LIMIT"].flatMap(Double.init).flatMap { $0 >= 16 && $0 <= 1e6 ? $0 : nil }
    run.limits = .peer(
      seconds: limit ?? seconds, memoryBytes: memory.map { Int($0 * 1_048_576) } ?? 2 << 30,
      language: run.language.language)
    self.run = run
  }

  /// What the package prints, and how it ends.
  struct Answer: Sendable {
    var outcome: SingleRun.Outcome
    var output: String
    var errors: String
    var code: Int
  }

  /// - Throws: ``APIError`` for a fault of ours.
  func answer() async throws -> Answer {
    let outcome = try await execution.run(run, within: seconds + 20)
    switch outcome.verdict {
    case .internalError: throw APIError(.internalError, "a fault of the judge: \(outcome.reason.rawValue)")
    case .accepted: break
    case .compileError: return Answer(outcome: outcome, output: "", errors: outcome.message ?? "", code: 1)
    case .timeLimit:
      let words = "Time limit exceeded (\(configuration["TIME_LIMIT"] ?? "")s)\n"
      return Answer(outcome: outcome, output: "0\n", errors: words, code: 124)
    case .memoryLimit:
      let words = "Memory limit exceeded (\(configuration["MEMORY_LIMIT"] ?? "")MB)\n"
      return Answer(outcome: outcome, output: "0\n", errors: words, code: 134)
    default:
      let code = outcome.returnCode.map { $0 < 0 ? 128 - $0 : $0 } ?? 1
      let words = outcome.message ?? "Runtime error with exit code \(code)"
      return Answer(outcome: outcome, output: "0\n", errors: words + "\n", code: code == 0 ? 1 : code)
    }
    var output = outcome.report?.output ?? []
    if run.keepsWorkDirectory {
      output = outcome.report?.workDirectory?.contents(of: "output.txt", limit: 64 << 20) ?? []
    }
    output = Self.lines(output, keepingEmpty: false)
    guard let correct = files["correct_output.txt"] else {
      return Answer(outcome: outcome, output: String(decoding: output, as: UTF8.self), errors: "", code: 0)
    }
    let expected = Self.lines(correct, keepingEmpty: false)
    guard let checker = files["checker.py"] else {
      let isRight = Self.words(output) == Self.words(expected)
      return Self.answer(outcome, isRight: isRight, by: "diff", code: 0)
    }
    let (isRight, code) = try await check(checker, output: output, expected: expected)
    return Self.answer(outcome, isRight: isRight, by: "checker", code: code)
  }

  private func check(_ checker: [UInt8], output: [UInt8], expected: [UInt8]) async throws -> (Bool, Int) {
    guard let python = execution.service.judges.code.tools.languages["python3"] else {
      throw APIError(.internalError, "a checker needs python3, which is not installed")
    }
    let files = [
      ("input.txt", Self.lines(self.files["input.txt"] ?? [], keepingEmpty: true)), ("correct_output.txt", expected),
      ("solution_output.txt", output),
    ]
    let outcome = try await execution.run(
      ProgramRun(
        source: String(decoding: checker, as: UTF8.self), language: python, input: [],
        limits: .peer(seconds: 10, memoryBytes: 2 << 30, language: python.language), arguments: files.map(\.0),
        files: files.map { SourceFile(name: $0.0, contents: $0.1) }), within: 30)
    guard outcome.verdict != .internalError else {
      throw APIError(.internalError, "a fault of the judge: \(outcome.reason.rawValue)")
    }
    let text = String(decoding: outcome.report?.output ?? [], as: UTF8.self).filter { !$0.isWhitespace }
    let code = outcome.verdict == .accepted ? 0 : max(1, outcome.returnCode ?? 124)
    return (text == "1" || text == "100", code)
  }

  private static func answer(_ outcome: SingleRun.Outcome, isRight: Bool, by: String, code: Int) -> Answer {
    Answer(
      outcome: outcome, output: isRight ? "1\n" : "0\n",
      errors: isRight ? "Output is correct (\(by))\n" : "Output isn't correct (\(by))\n", code: code)
  }

  // MARK: Text, as the package treats it

  /// `KEY=value` lines.
  static func pairs(_ text: [UInt8]) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let equals = line.firstIndex(of: "=") else { continue }
      pairs[String(line[..<equals])] = String(line[line.index(after: equals)...])
    }
    return pairs
  }

  /// Without the carriage returns at the ends of lines, and where asked without empty lines.
  static func lines(_ text: [UInt8], keepingEmpty: Bool) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var lineStart = 0
    func end(_ hasBreak: Bool) {
      if result.last == 0x0D, result.count > lineStart { result.removeLast() }
      if hasBreak, keepingEmpty || result.count > lineStart { result.append(0x0A) }
      lineStart = result.count
    }
    for byte in text {
      if byte == 0x0A { end(true) } else { result.append(byte) }
    }
    end(false)
    return result
  }

  /// With one blank between words, and `yes` and `no` as whole words in capitals.
  static func words(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var word: [UInt8] = []
    func endWord() {
      let small = word.map { $0 | 0x20 }
      let isAnswer = small == Array("yes".utf8) || small == Array("no".utf8)
      result += isAnswer ? small.map { $0 & 0xDF } : word
      word = []
    }
    for byte in text {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: word.append(byte)
      case 0x09...0x0D, 0x20:
        endWord()
        if !result.isEmpty, result.last != 0x20 { result.append(0x20) }
      default:
        endWord()
        result.append(byte)
      }
    }
    endWord()
    if result.last == 0x20 { result.removeLast() }
    return result
  }
}
