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

  /// Where a run begins, or goes on.
  func state(after saved: RunState?, _ run: RunConfiguration) -> RunState {
    var state =
      saved
      ?? RunState(
        step: 0, epoch: 0, position: 0, updates: 0, skipped: 0, skippedInARow: 0, elapsedSeconds: 0, rows: data.count,
        threads: setup.threads, kernels: setup.kernels, configuration: run.yaml)
    // Of fewer rows than there were, the order is another one in any case.
    state.position %= data.count
    (state.rows, state.threads, state.kernels) = (data.count, setup.threads, setup.kernels)
    state.configuration = run.yaml
    return state
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
