import ArgumentParser
import ModelFiles
import Tokenizers
import Trainer
import TrainingRuns

struct ModelGenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Lets the model continue a text or answer a chat.",
    discussion: """
      Prints {"index", "text", "ids", "logprobs", "finish"} for each continuation. The log-probabilities are those of \
      softmax(logits / temperature) over the whole vocabulary. finish is stop (the end token, which is the last of ids, \
      or a stop text, which is not in text) or length.

      --prompts takes many prompts, a JSON row each: {"prompt": TEXT} or {"messages": […]}, named by "id" or \
      "problem_id". Results then have the "id" too; those of a problem are rows that grade reads as submissions.

      EXAMPLES
        klear-judge model generate ./model --prompt 'Once upon a time' --max-tokens 50 --temperature 0
        klear-judge model generate model.gguf --chat messages.json --stream -n 4 --seed 7
        klear-judge model generate ./model --prompts rl-heldout.jsonl -n 4 > submissions.jsonl
      """)

  @Argument(help: ArgumentHelp("A Hugging Face folder or a GGUF file.", valueName: "model"))
  var path: String

  @Option(help: ArgumentHelp("The text to continue.", valueName: "text"))
  var prompt: String?

  @Option(help: ArgumentHelp("Prompts, JSON lines; - is standard input.", valueName: "file"))
  var prompts: String?

  @OptionGroup var chat: ChatOptions

  @Option(help: ArgumentHelp("Tokens at most.", valueName: "n"))
  var maxTokens = 256

  @Option(help: ArgumentHelp("0 takes the likeliest token.", valueName: "t"))
  var temperature = 1.0

  @Option(help: ArgumentHelp("Draw from this many likeliest tokens; 0: from all.", valueName: "n"))
  var topK = 0

  @Option(help: ArgumentHelp("Draw from the likeliest tokens of this share; 1: from all.", valueName: "p"))
  var topP = 1.0

  @Option(help: ArgumentHelp("Leave out what is less likely than this share of the best; 0: nothing.", valueName: "p"))
  var minP = 0.0

  @Option(help: ArgumentHelp("A text that ends the continuation (may be given several times).", valueName: "text"))
  var stop: [String] = []

  @Option(help: ArgumentHelp("The same seed gives the same texts.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(name: [.customShort("n"), .customLong("count")], help: ArgumentHelp("Continuations.", valueName: "n"))
  var count = 1

  @Flag(help: "Show the text on standard error while it is written.")
  var stream = false

  @OptionGroup var threads: ModelThreads

  func validate() throws {
    guard [prompt, chat.chat, prompts].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("give one of --prompt, --chat and --prompts")
    }
    if count < 1 { throw ValidationError("-n is at least 1, not \(count)") }
    if maxTokens < 1 { throw ValidationError("--max-tokens is at least 1, not \(maxTokens)") }
    if !(temperature >= 0 && temperature.isFinite) {
      throw ValidationError("--temperature is 0 or more, not \(temperature)")
    }
    if topK < 0 { throw ValidationError("--top-k is 0 or more, not \(topK)") }
    if !(topP > 0 && topP <= 1) { throw ValidationError("--top-p is above 0 and at most 1, not \(topP)") }
    if !(minP >= 0 && minP < 1) { throw ValidationError("--min-p is between 0 and 1, not \(minP)") }
  }

  private var settings: SamplingSettings {
    var settings = SamplingSettings()
    settings.maximumNewTokens = maxTokens
    settings.temperature = temperature
    settings.topK = topK
    settings.topP = topP
    settings.minP = minP
    settings.stop = stop
    return settings
  }

  func run() async throws {
    let command = self
    try await ModelErrors.catching { try command.generate() }
  }

  private func generate() throws {
    let rows = try prompts.map { try PromptRow.read($0) }
    let source = try ModelSource.open(path)
    let tokenizer = try ModelTokenizer.open(path)
    let inputs =
      try rows?.map { try $0.ids(tokenizer, chat) }
      ?? [chat.ids(tokenizer) ?? tokenizer.encode(prompt ?? "", addSpecial: true, parseSpecial: true)]
    let requests = inputs.enumerated().flatMap { place, ids in
      (0..<count).map { index in
        // Each continuation of each prompt draws its own random numbers.
        RolloutRequest(
          prompt: ids, promptIndex: place, rolloutIndex: index, maximumNewTokens: maxTokens,
          randomStream: [0x6765_6E, UInt64(place * count + index)])
      }
    }
    let engine = try engine(source, longestPrompt: inputs.map(\.count).max() ?? 0)
    let stop = StopRules(
      tokenizer, endTokens: source.configuration.eosTokenIDs.map { Int32(clamping: $0) }, texts: settings.stop)
    var ordered = OrderedRollouts()
    try engine.run(
      requests, sampling: settings, seed: seed, stop: stop,
      onText: { _, piece in if stream { StandardError.write(piece) } },
      onRollout: { place, rollout in
        if stream { StandardError.write("\n") }
        for rollout in ordered.take(rollout, at: place) { print(row(rollout, of: rows?[rollout.promptIndex])) }
      })
  }

  /// No more memory than is asked for: keys and values of all positions of a model for long texts take gigabytes.
  private func engine(_ source: ModelSource, longestPrompt: Int) throws -> RolloutEngine {
    let model = try DecoderModel<Float>(source)
    let positions = source.configuration.maxPositions
    var limits = RolloutLimits(
      positions: min(positions, longestPrompt + min(maxTokens, positions)), threads: threads.count)
    // What is watched comes one after the other.
    if stream { limits.maximumLiveRows = 1 }
    // One continuation has to fit, however long.
    let longest = RolloutMemory.keyValueBytes(model.shape, tokens: limits.positions)
    limits.keyValueBytes = max(limits.keyValueBytes, longest)
    return RolloutEngine(model, limits: limits)
  }

  private func row(_ result: Rollout, of prompt: PromptRow?) -> String {
    let index = result.rolloutIndex
    let ids = result.ids.map(String.init).joined(separator: ",")
    let logs = result.logProbabilities.map { "\(Float($0))" }.joined(separator: ",")
    return #"{\#(prompt?.members(index, text: result.text) ?? "")"index":\#(index),"#
      + #""text":\#(JSONString.quoted(result.text)),"ids":[\#(ids)],"logprobs":[\#(logs)],"#
      + #""finish":"\#(result.finish == .length ? "length" : "stop")"}"#
  }
}

/// Rollouts end in any order, and are printed in that of their requests.
private struct OrderedRollouts {
  private var waiting: [Int: Rollout] = [:]
  private var next = 0

  /// - Returns: those whose turn it is now.
  mutating func take(_ rollout: Rollout, at place: Int) -> [Rollout] {
    waiting[place] = rollout
    var ready: [Rollout] = []
    while let rollout = waiting.removeValue(forKey: next) {
      ready.append(rollout)
      next += 1
    }
    return ready
  }
}
