import Rewards

/// One input with two expected outputs.
struct TestsConflictCheck: RowCheck {
  static let about = CheckDescription(
    id: "tests_conflict", severity: .error, cost: .text,
    summary: "Two tests have the same input and different expected outputs: no program passes both.",
    advice: "Find out which output is right and take the other test out.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    guard let problem = row.problem, problem.kind != .assert else { return [] }
    var first: [UInt64: Int] = [:]
    for (index, test) in problem.tests.enumerated() {
      guard let checker = problem.checker(forTest: index).builtIn, let input = TestBytes.of(test.input),
        let output = TestBytes.of(test.output)
      else { continue }
      let key = Hash.of(NormalText.trimmed(input[...]))
      guard let original = first[key] else {
        first[key] = index
        continue
      }
      guard let other = TestBytes.of(problem.tests[original].output) else { continue }
      let comparison = OutputComparison.compare(output: output, expected: other, checker: checker)
      guard !comparison.accepted else { continue }
      return [
        Remark(
          "tests \(original) and \(index) have the same input, but expect "
            + "\(Quoted.text(String(decoding: other.prefix(200), as: UTF8.self), bytes: 60)) and "
            + Quoted.text(String(decoding: output.prefix(200), as: UTF8.self), bytes: 60), confidence: 0.98)
      ]
    }
    return []
  }
}
