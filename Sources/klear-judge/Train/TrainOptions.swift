import ArgumentParser
import Foundation
import Rewards
import Trainer
import TrainingRuns

/// What all commands that train or measure take.
struct TrainOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The run's configuration.", valueName: "file"))
  var config: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overrides a key (may be given several times).", valueName: "key=value"))
  var overrides: [String] = []

  @Option(help: ArgumentHelp("auto: on a terminal; plain: lines; none.", valueName: "how"))
  var progress: ProgressChoice = .auto

  /// - Throws: what is wrong with the file, by line and key.
  func configuration(for stage: RunConfiguration.Stage) throws -> RunConfiguration {
    try RunConfiguration.load(config, overrides: overrides, stage: stage)
  }

  /// Shows steps as they are done.
  func printer(from completed: Int, to total: Int) -> TrainingRuns.ProgressPrinter {
    TrainingRuns.ProgressPrinter(
      mode: .chosen(isTerminal: StandardError.isTerminal, plainAskedFor: progress == .plain), firstStep: completed,
      totalSteps: total, clock: { ProcessInfo.processInfo.systemUptime }, width: { StandardError.width },
      write: { StandardError.write($0) })
  }

  /// What a run is lent by a command.
  static func surroundings(_ interrupt: Interrupt) -> RunSurroundings {
    var surroundings = RunSurroundings(say: { StandardError.say($0) }, isStopping: { interrupt.happened })
    surroundings.version = JudgeVersion.current
    surroundings.commandLine = CommandLine.arguments.joined(separator: " ")
    return surroundings
  }

  static func sayDone(_ configuration: RunConfiguration) {
    StandardError.say(
      "done: \(configuration.outputFolder)/final, and \(configuration.outputFolder)/report.html to look at")
  }
}

/// What commands take whose answers are judged.
struct JudgingOptions: ParsableArguments {
  @Option(
    help:
      "available; full: refuse unless every layer is on; none: judge even where this user's files are not protected.")
  var requireIsolation: SandboxOpening.Isolation = .available
}

/// Errors of training as exit codes.
enum TrainErrors {
  static func catching(_ body: () async throws -> ExitStatus) async -> ExitStatus {
    do {
      return try await body()
    } catch {
      return status(of: error)
    }
  }

  /// Says what went wrong, unless that has been said.
  static func status(of error: any Error) -> ExitStatus {
    if let status = error as? ExitStatus { return status }
    StandardError.say("\(error)")
    if case TrainingError.notFinite? = error as? TrainingError { return .answerIsNo }
    return .badInput
  }
}
