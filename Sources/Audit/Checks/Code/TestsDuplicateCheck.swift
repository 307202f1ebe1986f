import Rewards

/// Tests that stand twice in one problem.
struct TestsDuplicateCheck: RowCheck {
  static let about = CheckDescription(
    id: "tests_duplicate", severity: .warning, cost: .text,
    summary: "Two tests of the problem are the same.",
    advice: "Keep one of them: copies weigh double in a soft reward and check nothing.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    guard let problem = row.problem else { return [] }
    let keys = problem.kind == .assert ? Self.assertions(problem) : problem.tests.map(Self.key)
    var first: [UInt64: Int] = [:]
    var copies: [(Int, Int)] = []
    for (index, key) in keys.enumerated() {
      if let original = first[key] { copies.append((index, original)) } else { first[key] = index }
    }
    guard let (copy, original) = copies.first else { return [] }
    return [
      Remark("\(copies.count) of \(keys.count) tests are copies: test \(copy) is test \(original)", confidence: 0.99)
    ]
  }

  private static func key(_ test: TestCase) -> UInt64 {
    Hash.pair(TestBytes.hash(test.input), TestBytes.hash(test.output))
  }

  /// The assertions of all test code, each by its tokens.
  private static func assertions(_ problem: Problem) -> [UInt64] {
    problem.testCode.flatMap { code -> [UInt64] in
      let scan = PythonScan(code)
      return scan.assertions.map { start in
        var hash = Hash.seed
        for index in start..<scan.tokens.count {
          if index > start, scan.tokens[index].startsLine { break }
          for byte in scan.bytes[scan.tokens[index].range] { hash = Hash.step(hash, byte) }
          hash = Hash.step(hash, 0)
        }
        return Hash.finish(hash)
      }
    }
  }
}

/// The bytes of a test, where they are in memory.
enum TestBytes {
  static func of(_ data: TestData) -> [UInt8]? { if case .bytes(let bytes) = data { bytes } else { nil } }

  static func hash(_ data: TestData) -> UInt64 {
    switch data {
    case .bytes(let bytes): Hash.of(bytes)
    case .file(let path, _): Hash.of(path)
    }
  }
}
