import Foundation
import Testing
import TrainingRuns

@testable import Trainer

/// What can be drawn, how often, and the log-probabilities that are told with it.
@Suite struct TokenSamplerTests {
  static func settings(
    temperature: Double = 1, topK: Int = 0, topP: Double = 1, minP: Double = 0
  ) -> SamplingSettings {
    var settings = SamplingSettings()
    settings.temperature = temperature
    settings.topK = topK
    settings.topP = topP
    settings.minP = minP
    return settings
  }

  /// How often each token comes in so many draws.
  static func counts<S: Scalar>(
    _ settings: SamplingSettings, _ logits: [S], draws: Int = 1000, seed: UInt64 = 1
  ) -> [Int] {
    let sampler = TokenSampler<S>(settings, vocabularySize: logits.count)
    var random = CounterRandom(seed: seed)
    var counts = [Int](repeating: 0, count: logits.count)
    for _ in 0..<draws { if let draw = sampler.draw(logits, &random) { counts[Int(draw.token)] += 1 } }
    return counts
  }

  // MARK: Sets

  struct Case: CustomTestStringConvertible {
    var name: String
    var probabilities: [Double]
    var settings: SamplingSettings
    var tokens: Set<Int>
    var testDescription: String { name }
  }

  static let plain = [0.4, 0.1, 0.3, 0.2]

  static let cases: [Case] = [
    Case(name: "all", probabilities: plain, settings: settings(), tokens: [0, 1, 2, 3]),
    Case(name: "greedy", probabilities: plain, settings: settings(temperature: 0), tokens: [0]),
    Case(
      name: "greedy, of equals the first", probabilities: [1, 2, 2], settings: settings(temperature: 0), tokens: [1]),
    Case(name: "a temperature close to 0", probabilities: plain, settings: settings(temperature: 1e-6), tokens: [0]),
    Case(
      name: "a temperature that is 0 in float", probabilities: plain, settings: settings(temperature: 1e-60),
      tokens: [0]),
    Case(name: "top-k 1", probabilities: plain, settings: settings(topK: 1), tokens: [0]),
    Case(name: "top-k 3", probabilities: plain, settings: settings(topK: 3), tokens: [0, 2, 3]),
    Case(name: "top-k beyond the vocabulary", probabilities: plain, settings: settings(topK: 9), tokens: [0, 1, 2, 3]),
    Case(
      name: "top-k takes k of equals, the first", probabilities: [1, 1, 1, 1], settings: settings(topK: 2),
      tokens: [0, 1]),
    Case(
      name: "top-k, equals at the border", probabilities: [1, 3, 1, 1], settings: settings(topK: 3), tokens: [0, 1, 2]),
    Case(name: "top-p within the best", probabilities: plain, settings: settings(topP: 0.3), tokens: [0]),
    Case(name: "top-p takes what passes it too", probabilities: plain, settings: settings(topP: 0.41), tokens: [0, 2]),
    Case(name: "top-p 0.69", probabilities: plain, settings: settings(topP: 0.69), tokens: [0, 2]),
    Case(name: "top-p 0.71", probabilities: plain, settings: settings(topP: 0.71), tokens: [0, 2, 3]),
    Case(name: "top-p met exactly", probabilities: [1, 1, 1, 1], settings: settings(topP: 0.5), tokens: [0, 1]),
    Case(name: "top-p a little over", probabilities: [1, 1, 1, 1], settings: settings(topP: 0.51), tokens: [0, 1, 2]),
    Case(name: "top-p almost 0 leaves one", probabilities: plain, settings: settings(topP: 1e-300), tokens: [0]),
    Case(name: "min-p of the best", probabilities: plain, settings: settings(minP: 0.6), tokens: [0, 2]),
    Case(name: "min-p, a little less", probabilities: plain, settings: settings(minP: 0.49), tokens: [0, 2, 3]),
    Case(
      name: "min-p, equals of the best stay", probabilities: [2, 2, 1], settings: settings(minP: 0.999), tokens: [0, 1]),
    // In order: of the two that top-k leaves, the first has 0.57 of their sum.
    Case(
      name: "top-p is of what top-k left", probabilities: plain, settings: settings(topK: 2, topP: 0.5), tokens: [0]),
    Case(name: "top-p alone", probabilities: plain, settings: settings(topP: 0.5), tokens: [0, 2]),
    Case(
      name: "top-k, top-p and min-p", probabilities: plain, settings: settings(topK: 3, topP: 0.9, minP: 0.7),
      tokens: [0, 2]),
    // Squares: 0.53, 0.03, 0.3 and 0.13.
    Case(
      name: "the temperature comes before top-p", probabilities: plain, settings: settings(temperature: 0.5, topP: 0.5),
      tokens: [0]),
    Case(
      name: "the temperature comes before min-p", probabilities: plain, settings: settings(temperature: 0.5, minP: 0.6),
      tokens: [0]),
    Case(name: "tokens of probability 0", probabilities: [0, 1, 0, 2], settings: settings(), tokens: [1, 3]),
    Case(name: "one token of all", probabilities: [0, 0, 5], settings: settings(topP: 0.9), tokens: [2]),
  ]

  @Test(arguments: cases) func whatCanBeDrawn(_ expected: Case) {
    func drawn<S: Scalar>(_: S.Type) -> Set<Int> {
      let counts = Self.counts(expected.settings, expected.probabilities.map { S(log($0)) })
      return Set(counts.indices.filter { counts[$0] > 0 })
    }
    #expect(drawn(Float.self) == expected.tokens)
    #expect(drawn(Double.self) == expected.tokens)
  }

  // MARK: Shares

  struct Shares: CustomTestStringConvertible {
    var name: String
    var settings: SamplingSettings
    /// Of the tokens, up to a factor.
    var expected: [Double]
    var testDescription: String { name }
  }

  static let logits = [0.5, -1, 2, 0, 1, -2.5, 0.7, -0.3]

  static let shares: [Shares] = [
    Shares(name: "softmax", settings: settings(), expected: logits.map { exp($0) }),
    Shares(name: "hot", settings: settings(temperature: 2), expected: logits.map { exp($0 / 2) }),
    Shares(name: "cold", settings: settings(temperature: 0.7), expected: logits.map { exp($0 / 0.7) }),
    Shares(
      name: "top-k 4", settings: settings(topK: 4),
      expected: logits.map { [2, 1, 0.7, 0.5].contains($0) ? exp($0) : 0 }),
    Shares(
      name: "top-p 0.8, hot", settings: settings(temperature: 2, topP: 0.8),
      expected: logits.map { [2, 1, 0.7, 0.5, 0].contains($0) ? exp($0 / 2) : 0 }),
    Shares(
      name: "min-p 0.2", settings: settings(minP: 0.2),
      expected: logits.map { [2, 1, 0.7, 0.5].contains($0) ? exp($0) : 0 }),
  ]

  /// Pearson's χ² of 20 000 draws stays below what one of 1000 right samplers would pass.
  @Test(arguments: shares) func drawsFollowTheProbabilities(_ shares: Shares) {
    let draws = 20_000
    let counts = Self.counts(shares.settings, Self.logits.map { Float($0) }, draws: draws, seed: 11)
    let sum = shares.expected.reduce(0, +)
    var statistic = 0.0
    for (count, weight) in zip(counts, shares.expected) {
      let expected = weight / sum * Double(draws)
      if expected == 0 {
        #expect(count == 0)
      } else {
        statistic += (Double(count) - expected) * (Double(count) - expected) / expected
      }
    }
    // For 3, 4 and 7 degrees of freedom.
    let limits = [3: 16.27, 4: 18.47, 7: 24.32]
    #expect(statistic < limits[shares.expected.count { $0 > 0 } - 1] ?? 0)
  }

  // MARK: Log-probabilities

  struct Told: CustomTestStringConvertible {
    var settings: SamplingSettings
    var temperature: Double
    var testDescription: String { "\(settings.temperature) \(settings.topK) \(settings.topP) \(settings.minP)" }
  }

  static let told = [
    Told(settings: settings(), temperature: 1), Told(settings: settings(temperature: 0.6), temperature: 0.6),
    Told(settings: settings(temperature: 0), temperature: 1), Told(settings: settings(topK: 2), temperature: 1),
    Told(settings: settings(temperature: 3, topP: 0.5, minP: 0.1), temperature: 3),
  ]

  @Test(arguments: told) func logProbabilitiesAreThoseOfTheWholeVocabulary(_ told: Told) throws {
    let sampler = TokenSampler<Double>(told.settings, vocabularySize: Self.logits.count)
    let sum = Self.logits.reduce(0) { $0 + exp($1 / told.temperature) }
    var random = CounterRandom(seed: 4)
    for _ in 0..<50 {
      let draw = try #require(sampler.draw(Self.logits, &random))
      let expected = Self.logits[Int(draw.token)] / told.temperature - log(sum)
      #expect(abs(draw.logProbability - expected) < 1e-12)
    }
  }

  // MARK: Numbers that are not finite

  @Test(arguments: [settings(), settings(temperature: 0), settings(topK: 2, topP: 0.9)])
  func nothingIsDrawnFromBrokenLogits(_ settings: SamplingSettings) {
    let broken: [[Float]] = [
      [1, .nan, 2], [.nan, 1, 2], [1, 2, .signalingNaN], [1, .infinity, 2], [-.infinity, -.infinity, -.infinity],
    ]
    for logits in broken {
      var random = CounterRandom(seed: 0)
      #expect(TokenSampler<Float>(settings, vocabularySize: 3).draw(logits, &random) == nil, "\(logits)")
      #expect(random.position == 0, "no random number is spent")
    }
  }

  @Test func tokensThatCannotComeNeverDo() {
    #expect(Self.counts(Self.settings(), [-.infinity, 0, -.infinity] as [Float]) == [0, 1000, 0])
    #expect(Self.counts(Self.settings(), [-3e38, 0, 3e38] as [Float]) == [0, 0, 1000], "differences may overflow")
  }

  @Test func theSameSeedDrawsTheSame() {
    let logits = Self.logits.map { Float($0) }
    #expect(
      Self.counts(Self.settings(), logits, draws: 100, seed: 2)
        == Self.counts(Self.settings(), logits, draws: 100, seed: 2))
    #expect(
      Self.counts(Self.settings(), logits, draws: 100, seed: 2)
        != Self.counts(Self.settings(), logits, draws: 100, seed: 3))
  }
}
