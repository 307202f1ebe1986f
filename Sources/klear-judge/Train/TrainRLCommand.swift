import ArgumentParser
import Foundation
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

  @Option(help: ArgumentHelp("The run's configuration.", valueName: "file"))
  var config: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overrides a key (may be given several times).", valueName: "key=value"))
  var overrides: [String] = []

  @Flag(help: "Go on from the last checkpoint.")
  var resume = false

  @Option(help: ArgumentHelp("auto: on a terminal; plain: lines; none.", valueName: "how"))
  var progress: ProgressChoice = .auto

  @Option(
    help:
      "available; full: refuse unless every layer is on; none: judge even where this user's files are not protected.")
  var requireIsolation: SandboxOpening.Isolation = .available

  func run() async throws {
    let status = await TrainErrors.catching {
      let configuration = try RunConfiguration.load(config, overrides: overrides, stage: .rl)
      return try await RunRewards(configuration, prompts: configuration.data.train, isolation: requireIsolation)
        .use { try await train(configuration, rewards: $0) }
    }
    if status != .done { throw status }
  }

  private func train(_ configuration: RunConfiguration, rewards: any RewardFunction) async throws -> ExitStatus {
    let interrupt = Interrupt(notice: "interrupted; what is done is saved (again: end at once)")
    var surroundings = RLRun.Surroundings(say: { StandardError.say($0) }, isStopping: { interrupt.happened })
    surroundings.version = JudgeVersion.current
    surroundings.commandLine = CommandLine.arguments.joined(separator: " ")
    let run = try RLRun(configuration, rewards: rewards, resuming: resume, surroundings: surroundings)
    let printer = TrainingRuns.ProgressPrinter(
      mode: .chosen(isTerminal: StandardError.isTerminal, plainAskedFor: progress == .plain),
      firstStep: run.completedSteps, totalSteps: run.totalSteps, clock: { ProcessInfo.processInfo.systemUptime },
      width: { StandardError.width }, write: { StandardError.write($0) })
    if progress != .none { run.onStep = { printer.report($0) } }
    defer { printer.clear() }
    let outcome = try await run.run()
    printer.clear()
    let goOn = "go on with: klear-judge train rl --config \(config) --resume"
    switch outcome {
    case .finished:
      StandardError.say(
        "done: \(configuration.outputFolder)/final, and \(configuration.outputFolder)/report.html to look at")
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

/// Errors of training as exit codes.
enum TrainErrors {
  static func catching(_ body: () async throws -> ExitStatus) async -> ExitStatus {
    do {
      return try await body()
    } catch let status as ExitStatus {
      return status
    } catch {
      StandardError.say("\(error)")
      if case TrainingError.notFinite? = error as? TrainingError { return .answerIsNo }
      return .badInput
    }
  }
}
