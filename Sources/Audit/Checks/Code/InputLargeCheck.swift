import Rewards

/// Tests of many megabytes.
struct InputLargeCheck: RowCheck {
  static let about = CheckDescription(
    id: "input_large", severity: .warning, cost: .text, summary: "A test's input or expected output is very large.",
    advice: "Leave the test out unless it is there for speed: reading it takes longer than most programs.")

  private let limit: Int

  init(_ settings: AuditSettings) { limit = settings.largeTestBytes }

  func remarks(on row: AuditRow) -> [Remark] {
    guard let problem = row.problem else { return [] }
    let sizes = problem.tests.map { max($0.input.byteCount, $0.output.byteCount) } + problem.testCode.map(\.utf8.count)
    guard let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }), sizes[largest] > limit else { return [] }
    return [
      Remark(
        "test \(largest) has \(sizes[largest]) bytes; \(sizes.count { $0 > limit }) tests have more than \(limit)",
        confidence: 1)
    ]
  }
}
