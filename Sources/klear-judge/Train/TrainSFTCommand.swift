import ArgumentParser
import Foundation
import Rewards
import Trainer
import TrainingRuns

struct TrainSFTCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sft",
    abstract: "Supervised fine-tuning on chats or texts.",
    discussion: """
      The run's folder (output_dir) gets config.yaml, metrics.jsonl, tb/ for TensorBoard, checkpoints/, report.html and, \
      at the end, final/: a Hugging Face folder. Ctrl-C saves a checkpoint; --resume goes on from the last one with the \
      same bits that the run would have had.

      Exit codes: 0 done; 1 stopped, since numbers were not finite; 2 bad usage, configuration or data, named by file, \
      line and key; 130 interrupted.

      EXAMPLES
        klear-judge train sft --config examples/sft-small.yaml
        klear-judge train sft --config run.yaml --set optimizer.lr=3e-4 --set output_dir=runs/b
        klear-judge train sft --config run.yaml --resume
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

  func run() async throws {
    let command = self
    let interrupt = Interrupt(notice: "interrupted; the step at hand is finished and saved (again: end at once)")
    let status = try await OwnThread.run { command.train(interrupt) }
    if status != .done { throw status }
  }

  private func train(_ interrupt: Interrupt) -> ExitStatus {
    do {
      let configuration = try RunConfiguration.load(config, overrides: overrides, stage: .sft)
      var surroundings = SFTRun.Surroundings(say: { StandardError.say($0) }, isStopping: { interrupt.happened })
      surroundings.version = JudgeVersion.current
      surroundings.commandLine = CommandLine.arguments.joined(separator: " ")
      let run = try SFTRun(configuration, resuming: resume, surroundings: surroundings)
      let printer = printer(run)
      if progress != .none { run.onStep = { printer.report($0) } }
      defer { printer.clear() }
      let outcome = try run.run()
      printer.clear()
      switch outcome {
      case .finished:
        StandardError.say(
          "done: \(configuration.outputFolder)/final, and \(configuration.outputFolder)/report.html to look at")
        return .done
      case .interrupted(let step):
        StandardError.say("stopped behind step \(step); go on with: klear-judge train sft --config \(config) --resume")
        return .interrupted
      }
    } catch {
      StandardError.say("\(error)")
      if case TrainingError.notFinite? = error as? TrainingError { return .answerIsNo }
      return .badInput
    }
  }

  private func printer(_ run: SFTRun) -> TrainingRuns.ProgressPrinter {
    TrainingRuns.ProgressPrinter(
      mode: .chosen(isTerminal: StandardError.isTerminal, plainAskedFor: progress == .plain),
      firstStep: run.completedSteps, totalSteps: run.totalSteps, clock: { ProcessInfo.processInfo.systemUptime },
      width: { StandardError.width }, write: { StandardError.write($0) })
  }
}
