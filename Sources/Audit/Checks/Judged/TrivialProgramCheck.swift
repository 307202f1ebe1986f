import Rewards

/// Test code that functions pass which do no work.
struct TrivialProgramCheck: JudgedCheck {
  static let about = TrivialPassesCheck.about

  private let share: Double

  init(_ settings: AuditSettings) { share = settings.trivialShare }

  private static let results = ["None", "True", "False", "0", "\"\"", "[]", "args[0] if args else None"]

  func remarks(on trial: Trial) async throws -> [Remark] {
    guard trial.problem.kind == .assert, let name = target(trial) else { return [] }
    let base = helpers(trial)
    var best: (passed: Int, result: String) = (0, "")
    let total = trial.problem.total
    for result in Self.results {
      let program = base + "\n\ndef \(name)(*args, **kwargs):\n    return \(result)\n"
      let submission = Submission(
        id: "trivial", problemID: trial.problem.id, language: "python3", body: .source(program))
      // Where only all tests make the share, the first failure says enough.
      let needsAll = share * Double(total) > Double(total - 1)
      let judge = needsAll ? trial.bench.quick : trial.bench.judge
      let judged = await judge.judge(submission, of: trial.problem)
      if judged.verdict == .internalError, !judged.isDatasetError { throw TrialFault(message: judged.message ?? "") }
      if judged.passed > best.passed { best = (judged.passed, result) }
      if best.passed == total { break }
    }
    guard best.passed > 0, Double(best.passed) >= share * Double(total) else { return [] }
    let words = best.result.hasPrefix("args") ? "its first argument" : best.result
    return [
      Remark(
        "a function that returns \(words) passes \(best.passed) of \(total) tests",
        severity: best.passed == total ? .error : .warning, confidence: 0.97)
    ]
  }

  /// The reference's helpers stay: only the function that is asked for is replaced.
  private func helpers(_ trial: Trial) -> String {
    guard case .source(let source)? = trial.accepted.first?.submission.body else { return "" }
    return source
  }

  private func target(_ trial: Trial) -> String? {
    if let name = trial.row.entryPoint { return name }
    var calls: [String] = []
    for code in trial.problem.testCode {
      let scan = PythonScan(code)
      // The first name that an assertion calls.
      for start in scan.assertions {
        var index = start + 1
        while index < scan.tokens.count, !(scan.tokens[index].startsLine) {
          if scan.tokens[index].kind == .name, scan.text(index + 1) == "(", scan.text(index - 1) != ".",
            !Self.builtins.contains(scan.text(index)), !scan.definitions.contains(scan.text(index))
          {
            calls.append(scan.text(index))
            break
          }
          index += 1
        }
      }
    }
    guard let first = calls.first, calls.allSatisfy({ $0 == first }) else { return nil }
    guard case .source(let source)? = trial.accepted.first?.submission.body else { return first }
    return PythonScan(source).definitions.contains(first) ? first : nil
  }

  private static let builtins: Set<String> = [
    "abs", "all", "any", "bool", "dict", "float", "int", "isinstance", "len", "list", "max", "min", "not", "round",
    "set",
    "sorted", "str", "sum", "tuple", "type", "print", "range", "map", "filter", "zip", "enumerate", "math", "frozenset",
  ]
}
