public import Tokenizers
public import TrainingRuns

/// A continuation that a model wrote.
public struct Generation: Sendable, Hashable {
  public enum Finish: String, Sendable, Hashable {
    /// The model ended it, or one of the stop texts came.
    case stop
    /// It had as many tokens as allowed.
    case length
  }

  /// Without special tokens, and cut before a stop text.
  public var text: String
  /// All that were drawn, the end token too.
  public var ids: [Int32]
  /// One a token, as ``TokenSampler/Draw/logProbability``.
  public var logProbabilities: [Double]
  public var finish: Finish
}

/// Why a model could not go on.
public enum GenerationError: Error, Sendable, Hashable, CustomStringConvertible {
  case emptyPrompt
  /// A prompt of so many tokens fills the model's positions.
  case promptTooLong(tokens: Int, positions: Int)
  case tokenOutOfRange(id: Int32, vocabulary: Int)
  /// After so many tokens.
  case notFinite(tokens: Int)

  public var description: String {
    switch self {
    case .emptyPrompt: "the prompt has no tokens: give some text, or a chat"
    case .promptTooLong(let tokens, let positions):
      "the prompt has \(tokens) tokens and the model \(positions) positions: shorten it"
    case .tokenOutOfRange(let id, let vocabulary):
      "the tokenizer gives token \(id), but the model knows \(vocabulary): they do not belong together"
    case .notFinite(let tokens):
      "the logits after \(tokens) tokens are not finite: the weights are damaged, or training diverged"
    }
  }
}

/// Lets a model continue prompts, one at a time.
public final class TextGenerator<S: Scalar> {
  public let tokenizer: Tokenizer
  private let pass: DecodingPass<S>
  /// Tokens that end a text.
  private let ends: Set<Int32>
  private let seed: UInt64

  /// - Parameters:
  ///   - capacity: tokens of a prompt and its continuation, at most the model's positions.
  ///   - ends: tokens that end a text, beside those of the tokenizer.
  public init(
    _ model: DecoderModel<S>, tokenizer: Tokenizer, capacity: Int, ends: [Int32] = [], seed: UInt64, threads: Int
  ) {
    self.tokenizer = tokenizer
    self.seed = seed
    self.ends = Set(ends + tokenizer.stopIDs)
    pass = DecodingPass(model, capacity: capacity, threads: threads)
  }

  /// - Parameters:
  ///   - index: which of several continuations of this prompt; each draws its own random numbers.
  ///   - onText: called with each new piece of the text, for those who want to watch.
  /// - Throws: ``GenerationError``.
  public func generate(
    _ prompt: [Int32], settings: SamplingSettings, index: Int = 0, onText: (String) -> Void = { _ in }
  ) throws(GenerationError) -> Generation {
    let vocabulary = pass.model.shape.vocabularySize
    guard !prompt.isEmpty else { throw .emptyPrompt }
    guard prompt.count < pass.capacity else { throw .promptTooLong(tokens: prompt.count, positions: pass.capacity) }
    for id in prompt where id < 0 || Int(id) >= vocabulary {
      throw .tokenOutOfRange(id: id, vocabulary: vocabulary)
    }
    let sampler = TokenSampler<S>(settings, vocabularySize: vocabulary)
    var random = CounterRandom(seed: seed, stream: 0x6765_6E, UInt64(index))
    var text = StoppingText(tokenizer.streamingDecoder(skipSpecial: true), stops: settings.stop)
    var result = Generation(text: "", ids: [], logProbabilities: [], finish: .length)
    var logits = pass.begin(prompt)
    while result.ids.count < settings.maximumNewTokens, pass.count <= pass.capacity {
      guard let draw = sampler.draw(logits, &random) else { throw .notFinite(tokens: pass.count) }
      result.ids.append(draw.token)
      result.logProbabilities.append(draw.logProbability)
      if ends.contains(draw.token) {
        result.finish = .stop
        break
      }
      onText(text.append(draw.token))
      if text.isStopped {
        result.finish = .stop
        break
      }
      guard pass.count < pass.capacity, result.ids.count < settings.maximumNewTokens else { break }
      logits = pass.append(draw.token)
    }
    onText(text.finish())
    result.text = text.text
    return result
  }
}
