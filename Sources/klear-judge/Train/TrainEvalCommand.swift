import ArgumentParser
import Foundation
import Rewards
import Trainer
import TrainingRuns

struct TrainEvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measures a model on held-out problems: pass@k.",
    discussion: """
      Answers each prompt of data.eval several times and has the answers judged as in train rl. Says pass@k without bias, \
      the mean over all answers (avg@k), 95 % intervals by bootstrap over problems, how many answers were cut, and the \
      settings of sampling that all of it hangs on. The reward of training is no evidence; this is.

      Exit codes: 0 done; 2 bad usage, configuration or data; 3 the judge failed on more answers than \
      reward.max_fault_share; 130 interrupted.

      EXAMPLES
        klear-judge train eval --config examples/rl-small.yaml
        klear-judge train eval --config run.yaml --model ./model -n 16 --k 1 --k 8
        klear-judge train eval --config run.yaml --set data.eval=prompts.jsonl -n 16 --answers rollouts.jsonl
      """)

  @OptionGroup var options: TrainOptions

  @Option(
    help: ArgumentHelp(
      "A Hugging Face folder or a GGUF file (default: final/ of output_dir, or its last checkpoint).",
      valueName: "model"))
  var model: String?

  @Option(
    name: [.customShort("n"), .customLong("samples")], help: ArgumentHelp("Answers to each prompt.", valueName: "n"))
  var samples = 8

  @Option(
    help: ArgumentHelp(
      "k of pass@k (may be given several times; default: 1 and the number of answers).", valueName: "k"))
  var k: [Int] = []

  @Option(help: ArgumentHelp("The same seed gives the same answers (default: the run's).", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("text, or json: one object.", valueName: "format"))
  var format: EvaluationFormat = .text

  @Option(
    help: ArgumentHelp(
      "A row for each answer with its score, as audit --rollouts reads it.", valueName: "file"))
  var answers: String?

  @Option(help: ArgumentHelp("A row for each prompt: how many of its answers are right.", valueName: "file"))
  var rates: String?

  @OptionGroup var judging: JudgingOptions

  enum EvaluationFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  func validate() throws {
    if samples < 1 || samples > 65_536 { throw ValidationError("-n is between 1 and 65536, not \(samples)") }
    for k in k where k < 1 || k > samples {
      throw ValidationError("--k is between 1 and the number of answers, \(samples), not \(k)")
    }
  }

  func run() async throws {
    let status = await TrainErrors.catching {
      let configuration = try options.configuration(for: .eval)
      return try await RunRewards(configuration, prompts: configuration.data.eval, isolation: judging.requireIsolation)
        .use { try await measure(configuration, rewards: $0) }
    }
    if status != .done { throw status }
  }

  private func measure(_ configuration: RunConfiguration, rewards: any RewardFunction) async throws -> ExitStatus {
    let interrupt = Interrupt(notice: "interrupted; nothing is said of a part (again: end at once)")
    var surroundings = EvaluationRun.Surroundings(
      say: { StandardError.say($0) }, isStopping: { interrupt.happened })
    let files = EvaluationFiles(answers: answers, rates: rates)
    surroundings.onAnswers = { files.take($0) }
    let isTerminal = options.progress == .auto && StandardError.isTerminal
    if isTerminal || options.progress == .plain {
      surroundings.onProgress = { done, all in
        StandardError.write(isTerminal ? "\r\(done) of \(all) answers\u{1B}[K" : "eval: \(done) of \(all) answers\n")
      }
    }
    let run = try EvaluationRun(
      configuration, model: try modelPath(configuration), rewards: rewards, surroundings: surroundings)
    let ks = k.isEmpty ? Array(Set([1, samples])).sorted() : Array(Set(k)).sorted()
    let result = try await run.run(samples: samples, ks: ks, seed: seed ?? configuration.seed)
    if isTerminal { StandardError.write(TrainingProgress.clear) }
    guard let result else { return .interrupted }
    try files.write()
    print(format == .json ? result.json : result.text)
    let all = Double(result.answers + result.faults)
    guard Double(result.faults) <= configuration.reward.maximumFaultShare * all else {
      StandardError.say(
        "the judge failed on \(result.faults) of \(Int(all)) answers, more than reward.max_fault_share allows")
      return .faultsRemained
    }
    return .done
  }

  private func modelPath(_ configuration: RunConfiguration) throws -> String {
    if let model { return model }
    let folder = RunFolder(configuration.outputFolder)
    let candidates = [folder.final, "\(folder.checkpoints)/latest"]
    guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: "\($0)/config.json") }) else {
      throw RewardSetupError(
        "\(folder.path) has neither final/ nor a checkpoint: train first, or name a model with --model")
    }
    return found
  }
}
