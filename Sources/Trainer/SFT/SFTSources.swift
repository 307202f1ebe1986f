internal import Foundation
internal import ModelFiles
internal import TrainingRuns

/// What a run reads, checked before its first step.
struct SFTSources {
  let setup: RunSetup
  let data: SFTData
  /// `nil` where nothing is to be measured.
  let evaluation: SFTData?
  let plan: BatchPlan
  /// Whether activations are computed twice.
  let checkpointing: Bool

  /// - Parameter checkpoint: the folder to take weights and tokenizer from, when a run goes on.
  init(_ run: RunConfiguration, checkpoint: String?, say: (String) -> Void) throws {
    let settings = run.sft
    setup = try RunSetup(run, checkpoint: checkpoint, say: say)
    guard settings.maximumLength <= setup.configuration.maxPositions else {
      throw TrainingError.tooLong(settings.maximumLength, positions: setup.configuration.maxPositions)
    }
    let capacity = max(settings.maximumLength, settings.microBatchTokens)
    checkpointing = try setup.decideCheckpointing(settings.checkpointing, capacity: capacity, say: say)
    plan = BatchPlan(batchTokens: settings.batchTokens, microBatchTokens: capacity, packing: settings.packing)
    let encoder = RowEncoder(
      tokenizer: setup.tokenizer, template: setup.template, maximumLength: settings.maximumLength,
      lossOn: settings.lossOn)
    let vocabulary = setup.configuration.vocabularySize
    data = try SFTData(run.data.train, encoder: encoder, seed: run.seed, vocabularySize: vocabulary)
    evaluation =
      run.data.eval.isEmpty
      ? nil : try SFTData(run.data.eval, encoder: encoder, seed: 0, vocabularySize: vocabulary)
  }

  /// Steps that are left; looks at the rows that they take.
  func steps(after state: RunState, _ settings: SFTSettings, say: (String) -> Void) throws -> Int {
    let most = settings.maximumSteps.map { max(0, $0 - state.step) }
    let (steps, survey) = try data.steps(from: state.cursor, epochs: settings.epochLimit, most: most, plan: plan)
    // A bad row shall not end a run of hours at its first evaluation.
    _ = try evaluation?.survey()
    say(
      "\(survey.rows == data.count ? "" : "\(survey.rows) of ")\(data.count) rows, \(survey.tokens) tokens, "
        + "\(survey.lossTokens) of them learned"
        + (survey.truncatedRows > 0 ? "; \(survey.truncatedRows) rows are cut to sft.max_length" : "")
        + (survey.emptyRows > 0 ? "; \(survey.emptyRows) rows have nothing to learn" : ""))
    return steps
  }
}
