import Rewards

/// Tests that a program passes that does no work, found without running any: the outputs of such programs are known.
struct TrivialPassesCheck: RowCheck {
  static let about = CheckDescription(
    id: "trivial_passes", severity: .warning, cost: .text,
    summary: "A constant, an echo of the input, or no output at all passes most tests.",
    advice: "Add tests with other outputs: a soft reward pays this share for nothing.")

  private let share: Double

  init(_ settings: AuditSettings) { share = settings.trivialShare }

  func remarks(on row: AuditRow) -> [Remark] {
    guard let problem = row.problem, problem.kind == .stdio || problem.kind == .call, problem.tests.count >= 2 else {
      return []
    }
    var best: (passed: Int, words: String) = (0, "")
    for candidate in candidates(problem) {
      let passed = problem.tests.indices.count { index in
        guard let checker = problem.checker(forTest: index).builtIn,
          let output = candidate.output(problem.tests[index]),
          let expected = TestBytes.of(problem.tests[index].output)
        else { return false }
        return OutputComparison.compare(output: output, expected: expected, checker: checker).accepted
      }
      if passed > best.passed { best = (passed, candidate.words) }
    }
    let total = problem.tests.count
    guard best.passed > 1, Double(best.passed) >= share * Double(total) else { return [] }
    return [
      Remark(
        "\(best.words) passes \(best.passed) of \(total) tests", severity: best.passed == total ? .error : .warning,
        confidence: best.passed == total ? 0.97 : 0.9)
    ]
  }

  private struct Candidate {
    var words: String
    var output: (TestCase) -> [UInt8]?
  }

  private func candidates(_ problem: Problem) -> [Candidate] {
    var candidates: [Candidate] = []
    if problem.kind == .stdio { candidates.append(Candidate(words: "a program that prints nothing") { _ in [] }) }
    candidates.append(
      Candidate(
        words: problem.kind == .stdio ? "a program that echoes its input" : "a function that returns its first argument"
      ) {
        test in
        guard let input = TestBytes.of(test.input) else { return nil }
        if problem.kind == .stdio { return input }
        return Array(input.prefix { $0 != 0x0A })
      })
    if problem.kind == .stdio {
      candidates.append(
        Candidate(words: "a program that echoes the last line of its input") { test in
          TestBytes.of(test.input).map {
            Array(NormalText.trimmed($0[...]).reversed().prefix { $0 != 0x0A }.reversed())
          }
        })
    }
    var counts: [[UInt8]: Int] = [:]
    for test in problem.tests where test.output.byteCount <= 4_096 {
      if let output = TestBytes.of(test.output) { counts[output, default: 0] += 1 }
    }
    if let (common, count) = counts.max(by: { ($0.value, $1.key.count) < ($1.value, $0.key.count) }), count > 1 {
      let shown = Quoted.text(String(decoding: common.prefix(60), as: UTF8.self), bytes: 40)
      let verb = problem.kind == .stdio ? "a program that always prints" : "a function that always returns"
      candidates.append(Candidate(words: "\(verb) \(shown)") { _ in common })
    }
    return candidates
  }
}
