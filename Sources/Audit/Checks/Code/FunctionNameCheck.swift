import Rewards

/// The function that tests call is not the one that is asked for.
struct FunctionNameCheck: RowCheck {
  static let about = CheckDescription(
    id: "fn_name_mismatch", severity: .error, cost: .text,
    summary: "The tests call a function that neither the prompt nor the reference defines.",
    advice: "Give tests and prompt the same name: as it stands, every right program fails.")

  init(_ settings: AuditSettings) {}

  func remarks(on row: AuditRow) -> [Remark] {
    guard let problem = row.problem else { return [] }
    switch problem.kind {
    case .call: return problem.functionName.map { named($0, row) } ?? []
    case .assert: return row.entryPoint.map { named($0, row) } ?? tested(problem, row)
    case .stdio, .math: return []
    }
  }

  /// The row says the name.
  private func named(_ name: String, _ row: AuditRow) -> [Remark] {
    for reference in row.references {
      guard case .source(let text) = reference.body, isPython(reference) else { continue }
      let names = PythonScan(text).definitions
      if names.contains(name) { return [] }
      guard !names.isEmpty, !text.contains("exec(") else { continue }
      return [
        Remark(
          "the tests call \(name), the reference defines \(listed(names))", confidence: 0.98)
      ]
    }
    guard let prompt = row.prompt else { return [] }
    let names = definitions(inProse: prompt)
    guard !names.isEmpty, !names.contains(name), !LowerText(prompt).containsWord(name.lowercased()) else { return [] }
    return [Remark("the tests call \(name), the prompt speaks of \(listed(names))", confidence: 0.95)]
  }

  /// Test code calls what a reference defines, or it tests nothing of it.
  private func tested(_ problem: Problem, _ row: AuditRow) -> [Remark] {
    guard let reference = row.references.first, case .source(let text) = reference.body, isPython(reference) else {
      return []
    }
    let names = PythonScan(text).definitions
    guard !names.isEmpty, !text.contains("import *") else { return [] }
    let used = Set(
      problem.testCode.flatMap { code -> [String] in
        let scan = PythonScan(code)
        return scan.tokens.indices.filter { scan.tokens[$0].kind == .name }.map { scan.text($0) }
      })
    guard used.isDisjoint(with: names) else { return [] }
    let calls = problem.testCode.reduce(into: Set<String>()) { $0.formUnion(PythonScan($1).calls) }
    return [
      Remark("the tests call \(listed(calls)), the reference defines \(listed(names))", confidence: 0.97)
    ]
  }

  /// Names behind `def` in a prompt that is prose with code in it.
  private func definitions(inProse text: String) -> Set<String> {
    var found: Set<String> = []
    for match in text.matches(of: /\bdef\s+([A-Za-z_]\w*)\s*\(/) { found.insert(String(match.1)) }
    return found
  }

  private func isPython(_ reference: Submission) -> Bool {
    reference.language == "python3" || reference.language == "pypy3"
  }

  private func listed(_ names: Set<String>) -> String {
    let shown = names.sorted().prefix(4).joined(separator: ", ")
    return names.isEmpty ? "nothing" : shown + (names.count > 4 ? ", …" : "")
  }
}
