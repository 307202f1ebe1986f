/// A prompt that is to be continued once.
public struct RolloutRequest: Sendable, Hashable {
  /// At least one token. Requests with the same prompt share its keys and values.
  public var prompt: [Int32]
  public var promptIndex: Int
  public var rolloutIndex: Int
  /// Beside those of ``written``.
  public var maximumNewTokens: Int
  /// What was written of it before, with log-probabilities: it goes on behind that, with the random numbers that it would
  /// have had then.
  public var written: [Int32] = []
  public var writtenLogProbabilities: [Double] = []
  /// Names the random numbers, beside the seed.
  public var randomStream: [UInt64]

  /// - Parameter step: the training step; it, the prompt's and the rollout's index and the run's seed choose the random
  ///   numbers.
  public init(prompt: [Int32], promptIndex: Int, rolloutIndex: Int, step: Int = 0, maximumNewTokens: Int) {
    self.init(
      prompt: prompt, promptIndex: promptIndex, rolloutIndex: rolloutIndex, maximumNewTokens: maximumNewTokens,
      randomStream: [0x726F_6C6C, UInt64(step), UInt64(promptIndex), UInt64(rolloutIndex)])
  }

  public init(
    prompt: [Int32], promptIndex: Int, rolloutIndex: Int, maximumNewTokens: Int, randomStream: [UInt64]
  ) {
    self.prompt = prompt
    self.promptIndex = promptIndex
    self.rolloutIndex = rolloutIndex
    self.maximumNewTokens = maximumNewTokens
    self.randomStream = randomStream
  }

  /// What the model reads first.
  var context: [Int32] { prompt + written }

  /// Each prompt `count` times, prompt by prompt.
  public static func all(
    _ prompts: [[Int32]], rollouts count: Int, step: Int = 0, maximumNewTokens: Int
  ) -> [RolloutRequest] {
    prompts.enumerated().flatMap { promptIndex, prompt in
      (0..<count).map {
        RolloutRequest(
          prompt: prompt, promptIndex: promptIndex, rolloutIndex: $0, step: step, maximumNewTokens: maximumNewTokens)
      }
    }
  }
}

/// A continuation that a model wrote.
public struct Rollout: Sendable, Hashable {
  public enum Finish: String, Sendable, Hashable {
    /// The model ended it: the last of its ids says so.
    case endToken
    /// One of the stop texts came.
    case stopText
    /// It had as many tokens as it may have, or the model's positions were full.
    case length
  }

  public var promptIndex: Int
  public var rolloutIndex: Int
  /// All that were drawn, the end token too, and before them what was written earlier.
  public var ids: [Int32]
  /// One a token: of softmax(logits / temperature) over the whole vocabulary, at temperature 0 of softmax(logits).
  public var logProbabilities: [Double]
  /// Without special tokens, and cut before a stop text; empty without a decoder.
  public var text: String
  public var finish: Finish
}

/// Why a model could not go on.
public enum GenerationError: Error, Sendable, Hashable, CustomStringConvertible {
  case emptyPrompt
  /// A prompt of so many tokens fills the model's positions.
  case promptTooLong(tokens: Int, positions: Int)
  case tokenOutOfRange(id: Int32, vocabulary: Int)
  /// Keys and values of one prompt and its continuation take more than all may take.
  case tooLargeForCache(bytes: Int, limit: Int)
  /// After so many tokens.
  case notFinite(tokens: Int)

  public var description: String {
    switch self {
    case .emptyPrompt: "the prompt has no tokens: give some text, or a chat"
    case .promptTooLong(let tokens, let positions):
      "the prompt has \(tokens) tokens and the model \(positions) positions: shorten it"
    case .tokenOutOfRange(let id, let vocabulary):
      "the tokenizer gives token \(id), but the model knows \(vocabulary): they do not belong together"
    case .tooLargeForCache(let bytes, let limit):
      "keys and values of one continuation take \(bytes) bytes, and all may take \(limit): allow more, or fewer tokens"
    case .notFinite(let tokens):
      "the logits after \(tokens) tokens are not finite: the weights are damaged, or training diverged"
    }
  }
}
