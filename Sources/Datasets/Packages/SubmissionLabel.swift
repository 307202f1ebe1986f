import Rewards

/// What a package says about a submission: the verdicts it may get, and more.
struct SubmissionLabel {
  /// `nil`: nothing is expected.
  var verdicts: Set<Verdict>?
  var expectation: Expectation

  /// A crash: what the format calls a run-time error.
  static let crashes: Set<Verdict> = [.runtimeError, .memoryLimit, .securityViolation]
  /// All ways for a program that compiled not to be accepted.
  static let failures = crashes.union([.wrongAnswer, .timeLimit, .outputLimit])

  init(_ label: String, _ verdicts: Set<Verdict>?, notAllAccepted: Bool = false, someTestHas: [Set<Verdict>] = []) {
    self.verdicts = verdicts
    expectation = Expectation(
      label: label, notAllAccepted: notAllAccepted, unchecked: verdicts == nil, someTestHas: someTestHas)
  }

  /// By the folder's name, with the spellings that are in use; a name nobody knows expects nothing.
  init(folder name: String, scoresByValidator: Bool) {
    switch name.lowercased().replacing("-", with: "_") {
    case "accepted", "correct": self.init(name, [.accepted])
    case "slow_accepted": self.init(name, [.accepted, .timeLimit])
    case "wrong_answer": self.init(name, [.wrongAnswer])
    case "no_output": self.init(name, [.wrongAnswer])
    case "time_limit_exceeded", "time_limit", "timelimit": self.init(name, [.timeLimit])
    case "run_time_error", "runtime_error", "run_error": self.init(name, SubmissionLabel.crashes)
    case "memory_limit", "memory_limit_exceeded": self.init(name, [.memoryLimit, .runtimeError])
    case "output_limit", "output_limit_exceeded": self.init(name, [.outputLimit])
    case "compiler_error", "compile_error": self.init(name, [.compileError])
    case "partially_accepted":
      // Where the validator gives points, a submission may pass every test and still not get all of them.
      let verdicts = scoresByValidator ? SubmissionLabel.failures.union([.accepted]) : SubmissionLabel.failures
      self.init(name, verdicts, notAllAccepted: !scoresByValidator)
    case "rejected":
      self.init(name, SubmissionLabel.failures.union([.compileError]), notAllAccepted: true)
    case "brute_force":
      let verdicts = SubmissionLabel.crashes.union([.timeLimit])
      self.init(name, verdicts, notAllAccepted: true, someTestHas: [verdicts])
    default: self.init(name, nil)
    }
  }

  private static let tag = Array("@EXPECTED_RESULTS@: ".utf8)

  /// By DOMjudge's tag in one of the files; `nil` where none has it.
  init?(annotationsIn files: [SourceFile]) {
    let annotations = files.flatMap { SubmissionLabel.annotations($0.contents) }
    guard let text = annotations.first else { return nil }
    guard annotations.count == 1 else {
      // DOMjudge refuses such a submission.
      self.init("several @EXPECTED_RESULTS@", nil)
      return
    }
    var verdicts: Set<Verdict> = []
    for word in text.split(separator: ",") {
      guard let more = SubmissionLabel.domjudge(word.trimmed().uppercased().replacing("_", with: "-")) else {
        self.init(text, nil)
        return
      }
      verdicts.formUnion(more)
    }
    self.init(text, verdicts.isEmpty ? nil : verdicts)
  }

  /// `nil` for `CHECK-MANUALLY` and words that are no verdict of a judged program.
  private static func domjudge(_ word: String) -> Set<Verdict>? {
    switch word {
    case "CORRECT", "ACCEPTED": [.accepted]
    case "WRONG-ANSWER", "NO-OUTPUT": [.wrongAnswer]
    case "TIMELIMIT", "TIME-LIMIT-EXCEEDED": [.timeLimit]
    case "RUN-ERROR", "RUN-TIME-ERROR": crashes
    case "MEMORY-LIMIT": [.memoryLimit, .runtimeError]
    case "OUTPUT-LIMIT": [.outputLimit]
    case "COMPILER-ERROR": [.compileError]
    default: nil
    }
  }

  /// What stands after each tag, to the end of its line.
  private static func annotations(_ contents: [UInt8]) -> [String] {
    var found: [String] = []
    var index = 0
    while let at = contents[index...].firstIndex(of: tag[0]) {
      index = at + 1
      let matches = contents[at...].prefix(tag.count).elementsEqual(tag) { uppercased($0) == $1 }
      guard matches else { continue }
      index = at + tag.count
      let line = contents[index...].prefix { $0 != 0x0A }
      found.append(String(String(decoding: line, as: UTF8.self)[...].trimmed()))
    }
    return found
  }

  private static func uppercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte
  }
}
