import Crypto
import Rewards

/// Hashes by which `--resume` knows that a row is of the same program, problem and settings.
struct RowKey {
  /// Hash of what decides verdicts and rewards beside program and problem.
  let settings: String

  init(options: JudgeOptions) {
    let text =
      "\(JudgeVersion.current)|\(options.rule.kind.rawValue)|\(options.rule.range)|"
      + "\(options.rule.stopsAtFirstFailure)|\(options.formatPenalty.map { "\($0)" } ?? "none")|"
      + "\(options.compatibility.rawValue)|\(options.usesLanguageAllowances)"
    settings = RowKey.short(SHA256.hash(data: Array(text.utf8)))
  }

  func key(of job: GradeJob) -> String {
    var hash = SHA256()
    let hasher = StableFields { hash.update(data: $0) }
    hasher.add(settings)
    hasher.add(job.submission)
    hasher.add(job.problem)
    return RowKey.short(hash.finalize())
  }

  private static func short(_ digest: SHA256.Digest) -> String {
    digest.prefix(12).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// Feeds values to a hash so that no two different ones look alike: each field with its length.
private struct StableFields {
  let update: ([UInt8]) -> Void

  init(_ update: @escaping ([UInt8]) -> Void) { self.update = update }

  func add(_ bytes: [UInt8]) {
    update(Array("\(bytes.count):".utf8))
    update(bytes)
  }

  func add(_ text: String) { add(Array(text.utf8)) }

  func add(_ submission: Submission) {
    add(submission.id)
    add(submission.language ?? "")
    switch submission.body {
    case .source(let text): add("source" + text)
    case .response(let text): add("response" + text)
    case .files(let files):
      for file in files {
        add(file.name)
        add(file.contents)
      }
    }
  }

  func add(_ problem: Problem) {
    add("\(problem.id)|\(problem.kind.rawValue)|\(problem.functionName ?? "")|\(problem.timeLimitSeconds)")
    add(
      "\(problem.memoryLimitBytes)|\(problem.outputLimitBytes ?? -1)|\(problem.processLimit)|\(problem.prelude.rawValue)"
    )
    add(String(reflecting: problem.checker))
    for code in problem.testCode { add(code) }
    for test in problem.tests {
      add(test.input)
      add(test.output)
      add(test.checkerArguments.joined(separator: "\u{0}"))
    }
  }

  func add(_ data: TestData) {
    switch data {
    case .bytes(let bytes): add(bytes)
    case .file(let path, let byteCount): add("\(path):\(byteCount)")
    }
  }
}
