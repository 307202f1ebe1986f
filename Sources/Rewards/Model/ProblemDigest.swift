import Crypto
import Glibc

extension Problem {
  /// A hash of everything that can change a verdict: two problems of one id are the same only if this is.
  ///
  /// Test data in files counts by its path, size and time of change, not by its content.
  public var contentDigest: String {
    var hash = SHA256()
    let fields = HashedFields { hash.update(data: $0) }
    fields.add(self)
    return hash.finalize().shortText
  }
}

/// Hashes of a problem and of its parts, in full, by which a ledger tells what a verdict was made from.
public struct ProblemDigests: Sendable, Hashable {
  /// Of everything that can change a verdict.
  public var problem: String
  /// Of inputs, expected outputs, test code and right answer.
  public var tests: String
  public var checker: String
  public var limits: String

  public init(problem: String, tests: String, checker: String, limits: String) {
    self.problem = problem
    self.tests = tests
    self.checker = checker
    self.limits = limits
  }
}

extension Problem {
  /// ``ProblemDigests`` of this problem. Reads all test data, so keep it for a problem that is used again.
  public var digests: ProblemDigests {
    func digest(_ add: (HashedFields) -> Void) -> String {
      var hash = SHA256()
      add(HashedFields { hash.update(data: $0) })
      return hash.finalize().wholeText
    }
    return ProblemDigests(
      problem: digest { $0.add(self) },
      tests: digest { $0.addTests(of: self) },
      checker: digest { $0.addCheckers(of: self) },
      limits: digest { $0.addLimits(of: self) })
  }
}

extension Submission {
  /// ``contentDigest`` in full.
  public var fullDigest: String {
    var hash = SHA256()
    let fields = HashedFields { hash.update(data: $0) }
    fields.add(self)
    return hash.finalize().wholeText
  }

  /// A hash of the program or response and of its language.
  public var contentDigest: String {
    var hash = SHA256()
    let fields = HashedFields { hash.update(data: $0) }
    fields.add(self)
    return hash.finalize().shortText
  }
}

/// Feeds values to a hash so that no two different ones look alike: each field with its length.
private struct HashedFields {
  let update: ([UInt8]) -> Void

  init(_ update: @escaping ([UInt8]) -> Void) { self.update = update }

  func add(_ bytes: [UInt8]) {
    update(Array("\(bytes.count):".utf8))
    update(bytes)
  }

  func add(_ texts: String...) { for text in texts { add(Array(text.utf8)) } }

  func add(list: [String]) {
    add("\(list.count)")
    for text in list { add(text) }
  }

  func add(_ files: [SourceFile]) {
    add("\(files.count)")
    for file in files {
      add(file.name)
      add(file.contents)
    }
  }

  func add(_ problem: Problem) {
    add(problem.id, problem.kind.rawValue, problem.functionName ?? "", problem.prelude.rawValue)
    addLimits(of: problem)
    addCheckers(of: problem)
    addTests(of: problem)
  }

  func add(_ submission: Submission) {
    add(submission.language ?? "")
    switch submission.body {
    case .source(let text): add("source", text)
    case .response(let text): add("response", text)
    case .answer(let text): add("answer", text)
    case .files(let files): add(files)
    }
  }

  func addLimits(of problem: Problem) {
    add("\(problem.timeLimitSeconds) \(problem.memoryLimitBytes) \(problem.outputLimitBytes ?? -1)")
    add("\(problem.processLimit) \(problem.testsAreFromJSON)")
  }

  func addCheckers(of problem: Problem) {
    add(problem.checker)
    for (index, checker) in problem.checkerOverrides.sorted(by: { $0.key < $1.key }) {
      add("\(index)")
      add(checker)
    }
  }

  func addTests(of problem: Problem) {
    add(list: problem.testCode)
    add("\(problem.tests.count)")
    for test in problem.tests {
      add(test.input)
      add(test.output)
      add(list: test.checkerArguments)
    }
    if let answer = problem.answer { add(answer) }
  }

  func add(_ answer: ExpectedAnswer) {
    let settings = answer.settings
    add(answer.gold.text, "\(settings.strict) \(settings.decimalPlaces ?? -1) \(settings.setRelations)")
    add(settings.language ?? "")
    add(list: settings.targets.map(\.rawValue).sorted())
  }

  func add(_ checker: Checker) {
    switch checker {
    case .exact: add("exact")
    case .lines: add("lines")
    case .lcb: add("lcb")
    case .tokens(let caseSensitive, let spaceSensitive): add("tokens \(caseSensitive) \(spaceSensitive)")
    case .float(let tolerance):
      add("float \(String(describing: tolerance.absolute)) \(String(describing: tolerance.relative))")
      add("\(tolerance.caseSensitive) \(tolerance.spaceSensitive)")
    case .custom(let program):
      add("custom")
      add(program)
    case .interactive(let program):
      add("interactive")
      add(program)
    }
  }

  func add(_ program: CheckerProgram) {
    add(program.convention.rawValue, program.language)
    add("\(program.timeLimitSeconds) \(program.memoryLimitBytes) \(program.maximumPasses)")
    add(list: program.arguments)
    add(program.files)
  }

  func add(_ data: TestData) {
    switch data {
    case .bytes(let bytes): add(bytes)
    case .file(let path, let byteCount):
      var status = stat()
      let changed = stat(path, &status) == 0 ? "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)" : "gone"
      add("file", path, "\(byteCount)", changed)
    }
  }
}
