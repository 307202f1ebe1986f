import Rewards

/// Tests that stand in the row and never decide anything.
struct TestsUnreachableCheck: RowCheck {
  static let about = CheckDescription(
    id: "tests_unreachable", severity: .error, cost: .text,
    summary:
      "Test code without any assertion, a `check` that is never called, or tests that the format's reader leaves out.",
    advice: "Repair the row: as it stands, wrong programs are accepted.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    guard let problem = row.problem else { return [] }
    if let words = row.unreachable { return [Remark(words, severity: .warning, confidence: 0.95)] }
    guard problem.kind == .assert else { return [] }
    var idle: [Int] = []
    for (index, code) in problem.testCode.enumerated() {
      let scan = PythonScan(code)
      let words = Set(scan.tokens.indices.lazy.filter { scan.tokens[$0].kind == .name }.map { scan.text($0) })
      if scan.assertions.isEmpty {
        // Test code may raise, or compare through a library of its own.
        let others: Set = [
          "raise", "unittest", "assertEqual", "assertTrue", "pytest", "exit", "assert_equal", "assert_",
        ]
        if words.isDisjoint(with: others) { idle.append(index) }
      } else if scan.definitions.contains("check"), !scan.calls.contains("check"),
        scan.assertions.allSatisfy({ !scan.tokens[$0].startsLine || isIndented(scan, $0) })
      {
        return [
          Remark("test \(index) defines check and never calls it: its assertions are not reached", confidence: 0.97)
        ]
      }
    }
    guard let first = idle.first else { return [] }
    let total = problem.testCode.count
    return [
      Remark(
        "\(idle.count) of \(total) tests hold no assertion, such as test \(first): \(Quoted.text(problem.testCode[first], bytes: 100))",
        severity: idle.count == total ? .error : .warning, confidence: 0.93)
    ]
  }

  private func isIndented(_ scan: PythonScan, _ token: Int) -> Bool {
    let start = scan.tokens[token].range.lowerBound
    return start > 0 && scan.bytes[start - 1] != 0x0A
  }
}
