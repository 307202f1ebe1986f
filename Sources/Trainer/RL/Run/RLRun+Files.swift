internal import Foundation
internal import ModelFiles
internal import TrainingRuns

/// What a run leaves: checkpoints, the model at the end, the report.
extension RLRun {
  /// The newest checkpoint.
  var lastGood: String? { (try? store.all())?.last?.path }

  var notFinite: TrainingError {
    .notFinite(
      step: state.step + 1, inARow: state.skippedInARow, place: stepper.nonFinitePlace, lastGood: lastGood)
  }

  func save() throws {
    // A broken model is never saved over a good one.
    guard stepper.isFinite else { throw notFinite }
    try metrics.synchronize()
    try events.synchronize()
    var saved = state
    saved.elapsedSeconds = elapsedSeconds
    do {
      try store.save(step: state.step) { folder in
        try sources.setup.write(stepper.model, toFolder: folder)
        let stateFolder = "\(folder)/\(RunState.folderName)"
        try FileManager.default.createDirectory(atPath: stateFolder, withIntermediateDirectories: true)
        try stepper.optimiser.writeMoments(toFolder: stateFolder)
        try saved.write(toFolder: stateFolder)
        try onSaving(folder)
      }
    } catch let error where !(error is CheckpointError) {
      throw CheckpointError(
        DiskFull.isCause(of: error) ? .diskFull : .cannotWrite,
        path: "\(store.folder)/\(CheckpointStore.name(step: state.step))", cause: "\(error)", lastGood: lastGood)
    }
  }

  /// The model at the end, as a Hugging Face folder.
  func writeFinal() throws {
    do {
      try sources.setup.write(stepper.model, toFolder: folder.final)
    } catch {
      throw TrainingError.stopped(cause: "\(error)", lastGood: lastGood)
    }
  }

  func writeReport(interrupted: Bool) throws {
    let rows = try MetricsLog.read(folder.metrics)
    var details = RunReport.Details(version: surroundings.version)
    details.commandLine = surroundings.commandLine
    details.elapsedSeconds = elapsedSeconds
    details.totalSteps = totalSteps
    details.interrupted = interrupted
    try RunReport(configuration: configuration, metrics: rows, samples: samples(rows), details: details)
      .write(to: folder.report)
  }

  /// Steps that are shown, evenly spaced, and answers of each.
  private static let (shownSteps, shownAnswers) = (10, 4)

  /// Some answers with their verdicts, of groups of which some were right and some wrong where there are any.
  private func samples(_ rows: [StepMetrics]) -> [RunReport.Sample] {
    let steps = rows.map(\.step)
    let shown = Set(
      (0..<Self.shownSteps).compactMap { part in
        steps.isEmpty ? nil : steps[part * (steps.count - 1) / max(1, Self.shownSteps - 1)]
      })
    return shown.sorted().flatMap { step in
      let records = RolloutJournal(file: folder.rollouts(step: step)).records()
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
