import ArgumentParser
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

  @OptionGroup var options: TrainOptions

  @Flag(help: "Go on from the last checkpoint.")
  var resume = false

  func run() async throws {
    let command = self
    let interrupt = Interrupt(notice: "interrupted; the step at hand is finished and saved (again: end at once)")
    let status = try await OwnThread.run { command.train(interrupt) }
    if status != .done { throw status }
  }

  private func train(_ interrupt: Interrupt) -> ExitStatus {
    do {
      let configuration = try options.configuration(for: .sft)
      let run = try SFTRun(configuration, resuming: resume, surroundings: TrainOptions.surroundings(interrupt))
      let printer = options.printer(from: run.completedSteps, to: run.totalSteps)
      if options.progress != .none { run.onStep = { printer.report($0) } }
      defer { printer.clear() }
      let outcome = try run.run()
      printer.clear()
      switch outcome {
      case .finished:
        TrainOptions.sayDone(configuration)
        return .done
      case .interrupted(let step):
        StandardError.say(
          "stopped behind step \(step); go on with: klear-judge train sft --config \(options.config) --resume")
        return .interrupted
      }
    } catch {
      return TrainErrors.status(of: error)
    }
  }
}
