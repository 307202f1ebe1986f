import Rewards

/// Problems with too few tests to tell right programs from wrong ones.
struct TestsFewCheck: RowCheck {
  static let about = CheckDescription(
    id: "tests_few", severity: .warning, cost: .text,
    summary: "Fewer tests than the paper asks for (16): a wrong program passes easily.",
    advice: "Add tests, or leave the problem out of RL; --drop tests_few follows the paper.")

  private let minimum: Int

  init(_ settings: AuditSettings) { minimum = settings.minimumTests }

  func remarks(on row: AuditRow) -> [Remark] {
    guard let problem = row.problem else { return [] }
    let count = TestCount.of(problem)
    guard count > 0, count < minimum else { return [] }
    let words = problem.kind == .assert ? "assertions" : "tests"
    return [Remark("\(count) \(words), fewer than \(minimum)", confidence: problem.kind == .assert ? 0.9 : 1)]
  }
}

/// How many things are checked: tests, or the assertions in test code.
enum TestCount {
  static func of(_ problem: Problem) -> Int {
    guard problem.kind == .assert else { return problem.total }
    return problem.testCode.reduce(0) { $0 + PythonScan($1).assertions.count }
  }
}
