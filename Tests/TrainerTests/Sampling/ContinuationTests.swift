import Foundation
import Testing
import Tokenizers
import TrainingRuns

@testable import Trainer

/// Continuations of a model that follows a script: after each token it is sure of the next.
@Suite struct ContinuationTests {
  /// Tokens are bytes; these bytes come one after the other, then the end of the turn.
  struct Script {
    let tokenizer: Tokenizer
    let model: DecoderModel<Float>

    /// - Parameters:
    ///   - text: has no byte twice.
    ///   - sureness: the logit of the next token; the others have 0.
    init(_ text: String, ends: Bool = true, sureness: Float = 100, vocabulary: Int = 259) throws {
      tokenizer = try Samples.tokenizer(vocabularySize: 259)
      var shape = DecoderShape(
        vocabularySize: vocabulary, hiddenSize: vocabulary, intermediateSize: 2, layerCount: 1, headCount: 1,
        keyValueHeadCount: 1, headDimension: 2)
      shape.tiesEmbeddings = false
      shape.rmsNormEpsilon = 1e-12
      model = DecoderModel(shape)
      // Blocks of zeros leave each token's own unit vector as it is; its norm makes it √n long.
      for name in ["model.norm.weight", "model.layers.0.input_layernorm.weight"] {
        for place in 0..<vocabulary { try model.weights.put(1, into: name, at: place) }
      }
      for token in 0..<vocabulary {
        try model.weights.put(1, into: "model.embed_tokens.weight", at: token * vocabulary + token)
      }
      var chain = tokenizer.encode(text, addSpecial: false)
      if ends { chain.append(try #require(tokenizer.eosID)) }
      for (token, next) in zip(chain, chain.dropFirst()) {
        try model.weights.put(
          sureness / Float(vocabulary).squareRoot(), into: "lm_head.weight", at: Int(next) * vocabulary + Int(token))
      }
    }

    func generate(
      _ prompt: String, capacity: Int = 64, seed: UInt64 = 1, index: Int = 0, ends: [Int32] = [],
      settings: SamplingSettings
    ) throws -> (result: Rollout, pieces: [String]) {
      let request = RolloutRequest(
        prompt: tokenizer.encode(prompt, addSpecial: false), promptIndex: 0, rolloutIndex: index,
        maximumNewTokens: settings.maximumNewTokens)
      return try generate(request, capacity: capacity, seed: seed, ends: ends, settings: settings)
    }

    func generate(
      _ request: RolloutRequest, capacity: Int = 64, seed: UInt64 = 1, ends: [Int32] = [], settings: SamplingSettings
    ) throws -> (result: Rollout, pieces: [String]) {
      let engine = RolloutEngine(model, limits: RolloutLimits(positions: capacity, threads: 1))
      var (pieces, results) = ([String](), [Rollout]())
      try engine.run(
        [request], sampling: settings, seed: seed,
        stop: StopRules(tokenizer, endTokens: ends, texts: settings.stop), onText: { pieces.append($1) },
        onRollout: { results.append($1) })
      #expect(results.count == 1)
      return (try #require(results.first), pieces.filter { !$0.isEmpty })
    }
  }

  static func settings(stop: [String] = [], most: Int = 50, temperature: Double = 0) -> SamplingSettings {
    var settings = SamplingSettings()
    settings.temperature = temperature
    settings.maximumNewTokens = most
    settings.stop = stop
    return settings
  }

  struct Case: CustomTestStringConvertible {
    var name: String
    var script = "abcdefg"
    /// `false`: behind the script's end come other tokens, without one that ends.
    var ends = true
    var stop: [String] = []
    var most = 50
    var text: String
    var tokens: Int
    var finish = Rollout.Finish.endToken
    /// What was shown, piece by piece.
    var pieces: [String]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "to the end token", text: "bcdefg", tokens: 7, pieces: ["b", "c", "d", "e", "f", "g"]),
    Case(name: "as many as allowed", most: 3, text: "bcd", tokens: 3, finish: .length, pieces: ["b", "c", "d"]),
    Case(
      name: "the end token is the last allowed", most: 7, text: "bcdefg", tokens: 7,
      pieces: ["b", "c", "d", "e", "f", "g"]),
    Case(name: "a stop text of one token", stop: ["d"], text: "bc", tokens: 3, finish: .stopText, pieces: ["b", "c"]),
    Case(
      name: "a stop text over three tokens", stop: ["def"], text: "bc", tokens: 5, finish: .stopText,
      pieces: ["b", "c"]),
    Case(
      name: "the begin of a stop text that does not come", stop: ["dex"], text: "bcdefg", tokens: 7,
      pieces: ["b", "c", "def", "g"]),
    Case(
      name: "the first of several", stop: ["f", "cde", "ef"], text: "b", tokens: 4, finish: .stopText, pieces: ["b"]),
    Case(
      name: "two that begin alike", stop: ["cdx", "de"], text: "bc", tokens: 4, finish: .stopText, pieces: ["b", "c"]),
    Case(name: "at once", stop: ["b"], text: "", tokens: 1, finish: .stopText, pieces: []),
    Case(
      name: "the last text before the end token", stop: ["fgh"], text: "bcdefg", tokens: 7,
      pieces: ["b", "c", "d", "e", "fg"]),
    Case(
      name: "an empty stop text is none", stop: [""], most: 2, text: "bc", tokens: 2, finish: .length,
      pieces: ["b", "c"]),
    Case(
      name: "the prompt is not searched", stop: ["ab"], most: 2, text: "bc", tokens: 2, finish: .length,
      pieces: ["b", "c"]),
    // é has two bytes, 🙂 four.
    Case(name: "characters come whole", script: "aé🙂z", text: "é🙂z", tokens: 8, pieces: ["é", "🙂", "z"]),
    Case(
      name: "a stop text of several bytes", script: "aé🙂z", stop: ["🙂"], text: "é", tokens: 6, finish: .stopText,
      pieces: ["é"]),
    Case(
      name: "from one character into the next", script: "aé🙂z", stop: ["é🙂"], text: "", tokens: 6, finish: .stopText,
      pieces: []),
    Case(
      name: "the begin of a stop text, in whole characters", script: "aé🙂z", stop: ["é🙃"], text: "é🙂z", tokens: 8,
      pieces: ["é🙂", "z"]),
    Case(
      name: "cut within a character", script: "aé🙂z", most: 4, text: "é\u{FFFD}", tokens: 4, finish: .length,
      pieces: ["é", "\u{FFFD}"]),
    Case(
      name: "bytes that are no text", script: "ab", ends: false, most: 1, text: "b", tokens: 1, finish: .length,
      pieces: ["b"]),
  ]

  @Test(arguments: cases) func continuations(_ expected: Case) throws {
    let script = try Script(expected.script, ends: expected.ends)
    let (result, pieces) = try script.generate(
      "a", settings: Self.settings(stop: expected.stop, most: expected.most))
    #expect(result.text == expected.text)
    #expect(result.ids.count == expected.tokens && result.logProbabilities.count == expected.tokens)
    #expect(result.finish == expected.finish)
    #expect(pieces == expected.pieces)
    #expect(pieces.joined() == result.text)
  }

  @Test func anEndTokenOfTheModel() throws {
    let script = try Script("abcd")
    let c = try #require(script.tokenizer.id(of: "c"))
    let (result, _) = try script.generate("a", ends: [c], settings: Self.settings())
    #expect(result.text == "b" && result.ids.last == c && result.finish == .endToken)
  }

  // MARK: Room

  @Test func theModelsPositionsAreALimit() throws {
    let script = try Script("abcdefg")
    // Of four positions the prompt takes two; behind the fourth one more token can be told.
    let (result, _) = try script.generate("ab", capacity: 4, settings: Self.settings())
    #expect(result.text == "cde" && result.finish == .length)
    let (last, _) = try script.generate("abc", capacity: 4, settings: Self.settings())
    #expect(last.text == "de" && last.finish == .length)
  }

  static let refused: [(String, Int, GenerationError)] = [
    ("", 8, .emptyPrompt), ("abcd", 4, .promptTooLong(tokens: 4, positions: 4)),
    ("abcde", 4, .promptTooLong(tokens: 5, positions: 4)),
  ]

  @Test(arguments: refused) func promptsThatAreRefused(prompt: String, capacity: Int, error: GenerationError) throws {
    let script = try Script("abcdefg")
    let found = thrown { _ = try script.generate(prompt, capacity: capacity, settings: Self.settings()) }
    #expect(found as? GenerationError == error)
  }

  @Test func tokensThatTheModelDoesNotKnow() throws {
    let script = try Script("abc")
    for id in [259, -1, .max] as [Int32] {
      let request = RolloutRequest(prompt: [1, id], promptIndex: 0, rolloutIndex: 0, maximumNewTokens: 5)
      let found = thrown { _ = try script.generate(request, settings: Self.settings()) }
      #expect(found as? GenerationError == .tokenOutOfRange(id: id, vocabulary: 259))
    }
  }

  @Test func brokenWeightsAreSaid() throws {
    let script = try Script("abcdefg")
    let d = try #require(script.tokenizer.id(of: "d"))
    try script.model.weights.put(.nan, into: "model.embed_tokens.weight", at: Int(d) * 259)
    let found = thrown { _ = try script.generate("a", settings: Self.settings()) }
    #expect(found as? GenerationError == .notFinite(tokens: 4))
    #expect(
      "\(try #require(found))"
        == "the logits after 4 tokens are not finite: the weights are damaged, or training diverged")
  }

  // MARK: Randomness

  @Test func seedAndIndexAndNothingElseDecide() throws {
    let script = try Script("abcdefg", sureness: 0)
    let settings = Self.settings(most: 12, temperature: 1)
    func ids(seed: UInt64, index: Int) throws -> [Int32] {
      try script.generate("a", seed: seed, index: index, settings: settings).result.ids
    }
    let first = try ids(seed: 1, index: 0)
    #expect(try ids(seed: 1, index: 0) == first)
    #expect(try ids(seed: 2, index: 0) != first)
    #expect(try ids(seed: 1, index: 1) != first)
    // Together, in any order.
    let engine = RolloutEngine(script.model, limits: RolloutLimits(positions: 64, threads: 2))
    let prompt = script.tokenizer.encode("a", addSpecial: false)
    let requests = [2, 0, 1, 0].map {
      RolloutRequest(prompt: prompt, promptIndex: 0, rolloutIndex: $0, maximumNewTokens: 12)
    }
    try engine.run(requests, sampling: settings, seed: 1, stop: StopRules(script.tokenizer)) { place, rollout in
      #expect(rollout.ids == (try? ids(seed: 1, index: requests[place].rolloutIndex)))
    }
  }

  @Test func logProbabilitiesAreThoseOfTheModel() throws {
    let script = try Script("abcdefg", sureness: 3)
    let (result, _) = try script.generate("a", settings: Self.settings(most: 3, temperature: 0))
    // exp(3) against 258 times exp(0).
    let expected = 3 - log(exp(3.0) + 258)
    #expect(result.text == "bcd")
    #expect(result.logProbabilities.allSatisfy { abs($0 - expected) < 1e-4 })
  }
}
