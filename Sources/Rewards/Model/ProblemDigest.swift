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

extension Submission {
  /// A hash of the program or response and of its language.
  public var contentDigest: String {
    var hash = SHA256()
    let fields = HashedFields { hash.update(data: $0) }
    fields.add(language ?? "")
    switch body {
    case .source(let text): fields.add("source", text)
    case .response(let text): fields.add("response", text)
    case .answer(let text): fields.add("answer", text)
    case .files(let files): fields.add(files)
    }
    return hash.finalize().shortText
  }
}

extension SHA256.Digest {
  /// Its first 96 bits in hexadecimal: enough that no two of a run's inputs meet.
  fileprivate var shortText: String {
    prefix(12).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
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
    add("\(problem.timeLimitSeconds) \(problem.memoryLimitBytes) \(problem.outputLimitBytes ?? -1)")
    add("\(problem.processLimit) \(problem.testsAreFromJSON)")
    add(problem.checker)
    for (index, checker) in problem.checkerOverrides.sorted(by: { $0.key < $1.key }) {
      add("\(index)")
      add(checker)
    }
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
