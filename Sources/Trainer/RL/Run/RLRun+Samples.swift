internal import TrainingRuns

/// What the report shows of a run's answers.
extension RLRun {
  /// Steps that are shown, evenly spaced, and answers of each.
  private static let (shownSteps, shownAnswers) = (10, 4)

  /// Some answers with their verdicts, of groups of which some were right and some wrong where there are any.
  func samples(_ rows: [StepMetrics]) -> [RunReport.Sample] {
    let steps = rows.map(\.step)
    let shown = Set(
      (0..<Self.shownSteps).compactMap { part in
        steps.isEmpty ? nil : steps[part * (steps.count - 1) / max(1, Self.shownSteps - 1)]
      })
    return shown.sorted().flatMap { step in
      let records = RolloutJournal(file: core.folder.rollouts(step: step)).records()
      let mixed = records.first { record in
        let group = records.filter { $0.promptIndex == record.promptIndex }
        return Set(group.map(\.isCorrect)).count > 1
      }
      let index = mixed?.promptIndex ?? records.first?.promptIndex
      let group = records.filter { $0.promptIndex == index }
      // One of each kind first.
      let ordered = group.filter(\.isCorrect).prefix(Self.shownAnswers / 2) + group.filter { !$0.isCorrect }
      return ordered.prefix(Self.shownAnswers).map {
        RunReport.Sample(
          step: step, prompt: $0.prompt, response: $0.text, reward: $0.reward, verdict: $0.verdict)
      }
    }
  }
}
