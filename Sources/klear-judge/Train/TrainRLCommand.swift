import ArgumentParser
import Rewards
import Trainer
import TrainingRuns

struct TrainRLCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rl",
    abstract: "Reinforcement learning on rewards from the judge.",
    discussion: """
      The model answers prompts several times each; programs are run in the sandbox and answers are compared while others \
      are still written; what is right becomes likelier. The run's folder (output_dir) gets what train sft leaves, and \
      rollouts/: every answer with its verdict. Ctrl-C saves a checkpoint; --resume goes on from the last one with the \
      same bits that the run would have had, and judges nothing twice.

      Exit codes: 0 done; 1 stopped, since numbers were not finite; 2 bad usage, configuration or data, named by file, \
      line and key; 3 stopped with a checkpoint, since the judge failed on too many answers (reward.max_fault_share); \
      130 interrupted.

      EXAMPLES
        klear-judge train rl --config examples/rl-small.yaml
        klear-judge train rl --config run.yaml --set rl.method=dapo --set output_dir=runs/dapo
        klear-judge train rl --config run.yaml --resume
      """)

  @OptionGroup var options: TrainOptions

  @Flag(help: "Go on from the last checkpoint.")
  var resume = false

  @Option(help: ArgumentHelp("Keep each verdict in a ledger (klear-judge ledger).", valueName: "file"))
  var ledger: String?

  @Option(help: ArgumentHelp("The name of this run in the ledger (default: with the time).", valueName: "name"))
  var runName: String?

  @OptionGroup var judging: JudgingOptions

  func run() async throws {
    let status = await TrainErrors.catching {
      let configuration = try options.configuration(for: .rl)
      return try await RunRewards(
        configuration, prompts: configuration.data.train, isolation: judging.requireIsolation,
        ledger: try TrainLedger(path: ledger, run: runName)
      ).use { try await train(configuration, rewards: $0) }
    }
    if status != .done { throw status }
  }

  private func train(_ configuration: RunConfiguration, rewards: any RewardFunction) async throws -> ExitStatus {
    let interrupt = Interrupt(notice: "interrupted; what is done is saved (again: end at once)")
    let run = try RLRun(
      configuration, rewards: rewards, resuming: resume, surroundings: TrainOptions.surroundings(interrupt))
    let printer = options.printer(from: run.completedSteps, to: run.totalSteps)
    if options.progress != .none { run.onStep = { printer.report($0) } }
    defer { printer.clear() }
    let outcome = try await run.run()
    printer.clear()
    let goOn = "go on with: klear-judge train rl --config \(options.config) --resume"
    switch outcome {
    case .finished:
      TrainOptions.sayDone(configuration)
      return .done
    case .interrupted(let step):
      StandardError.say("stopped behind step \(step); \(goOn)")
      return .interrupted
    case .judgeFailed(let step, let cause):
      StandardError.say(
        "stopped behind step \(step), which is saved: \(cause)\nhint: klear-judge doctor looks at the "
          + "machine; then \(goOn)")
      return .faultsRemained
    }
  }
}
