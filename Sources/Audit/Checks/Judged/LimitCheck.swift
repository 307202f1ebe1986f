import Rewards

/// Limits that right programs hardly keep, and limits that let a wrong one run for minutes.
struct LimitCheck: JudgedCheck {
  static let about = CheckDescription(
    id: "limit_tight", severity: .warning, cost: .sandbox,
    summary: "A reference takes more than half of the time limit, or does not keep a limit.",
    advice: "Raise the limit: on a busier or slower machine right programs get no reward.")

  static let loose = CheckDescription(
    id: "limit_loose", severity: .info, cost: .sandbox,
    summary: "The time limit is half a minute or more, and a hundred times what the slowest reference takes.",
    advice: "Lower the limit: one program that never ends holds up a batch for so long.")

  static let more = [loose]

  private let settings: AuditSettings

  init(_ settings: AuditSettings) { self.settings = settings }

  func remarks(on trial: Trial) async throws -> [Remark] {
    if let over = trial.references.first(where: { $0.result.verdict == .timeLimit || $0.result.verdict == .memoryLimit }
    ) {
      let test = over.result.tests.first { $0.verdict == over.result.verdict }
      let words = test?.message ?? over.result.message ?? over.result.verdict.rawValue
      return [
        Remark(
          "\(over.submission.id) does not keep the limit" + (test.map { " on test \($0.index)" } ?? "") + ": "
            + Quoted.text(words), severity: trial.accepted.isEmpty ? .error : .warning, confidence: 0.9)
      ]
    }
    let runs = trial.accepted.compactMap { reference -> (id: String, seconds: Double, limit: Double)? in
      guard let limit = reference.result.limits?.cpuSeconds,
        let most = reference.result.tests.map(\.cpuTimeSeconds).max()
      else { return nil }
      return (reference.submission.id, most, limit)
    }
    guard let slowest = runs.max(by: { $0.seconds / $0.limit < $1.seconds / $1.limit }) else { return [] }
    if slowest.seconds > settings.tightShare * slowest.limit {
      return [
        Remark(
          "\(slowest.id) takes \(text(slowest.seconds)) s of \(text(slowest.limit)) s", confidence: 0.85)
      ]
    }
    if slowest.limit >= settings.looseSeconds, slowest.limit >= settings.looseFactor * max(slowest.seconds, 0.001) {
      return [
        Remark(
          "the limit is \(text(slowest.limit)) s, the slowest reference takes \(text(slowest.seconds)) s",
          check: Self.loose.id, confidence: 0.9)
      ]
    }
    return []
  }

  private func text(_ seconds: Double) -> String { "\((seconds * 1_000).rounded() / 1_000)" }
}
