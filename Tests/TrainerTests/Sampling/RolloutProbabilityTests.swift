import Foundation
import Testing
import TrainingRuns

@testable import Trainer

/// The log-probabilities of rollouts against those of the training pass, and how often each token comes.
@Suite struct RolloutProbabilityTests {
  struct Case: CustomTestStringConvertible {
    var family: Int
    var temperature: Double
    var deterministic: Bool
    var testDescription: String { "\(Sampled.families[family].name) \(temperature) \(deterministic)" }
  }

  static let cases = Sampled.families.indices.flatMap { family in
    [true, false].map { Case(family: family, temperature: family == 1 ? 0.7 : 1, deterministic: $0) }
  }

  @Test(arguments: cases) func agreeWithTheTrainingPass(_ tested: Case) throws {
    let shape = Sampled.families[tested.family].shape
    let model: DecoderModel<Float> = Sampled.model(shape)
    let prompts = Sampled.prompts(6, vocabulary: shape.vocabularySize)
    let requests = RolloutRequest.all(prompts, rollouts: 3, maximumNewTokens: 40)
    let settings = Sampled.settings(temperature: tested.temperature, deterministic: tested.deterministic)
    let found = try Sampled.run(RolloutEngine(model, limits: Sampled.limits(rows: 7)), requests, settings)
    let pass = TrainingPass(model, capacity: 96, threads: 1)
    var differences: [Double] = []
    for (request, rollout) in zip(requests, found) {
      let tokens = request.prompt + rollout.ids
      let trained = pass.statistics(
        PackedBatch([tokens]), targets: Array(tokens.dropFirst()) + [-1], temperature: Float(tested.temperature))
      for (place, told) in rollout.logProbabilities.enumerated() {
        differences.append(abs(told - Double(trained.logProbabilities[request.prompt.count - 1 + place])))
      }
    }
    #expect(differences.count == 18 * 40)
    #expect(differences.max() ?? .nan <= 1e-4)
    #expect(differences.reduce(0, +) / Double(differences.count) <= 1e-5)
  }

  /// The likeliest token, over and over, is what the whole sequence's logits say one by one.
  @Test(arguments: Sampled.families.indices) func greedyTakesTheLikeliest(family: Int) throws {
    let shape = Sampled.families[family].shape
    let model: DecoderModel<Float> = Sampled.model(shape)
    let prompts = Sampled.prompts(5, vocabulary: shape.vocabularySize)
    let found = try Sampled.run(
      RolloutEngine(model, limits: Sampled.limits(rows: 3)),
      RolloutRequest.all(prompts, rollouts: 1, maximumNewTokens: 12),
      Sampled.settings(temperature: 0))
    let pass = TrainingPass(model, capacity: 64, threads: 1)
    for (prompt, rollout) in zip(prompts, found) {
      var tokens = prompt
      for id in rollout.ids {
        let logits = try #require(pass.logits(PackedBatch([tokens])).last)
        #expect(id == logits.indices.reduce(Int32(0)) { logits[$1] > logits[Int($0)] ? Int32($1) : $0 })
        tokens.append(id)
      }
    }
  }

  static let truncations: [(String, SamplingSettings)] = [
    ("all", Sampled.settings(temperature: 0.5)), ("top-k", Sampled.settings { $0.topK = 4 }),
    ("top-p", Sampled.settings(temperature: 1.5) { $0.topP = 0.6 }),
    ("min-p", Sampled.settings(temperature: 2) { $0.minP = 0.3 }),
    (
      "all three",
      Sampled.settings(temperature: 2) {
        ($0.topK, $0.topP, $0.minP) = (8, 0.9, 0.3)
      }
    ),
  ]

  /// 5000 first tokens of one prompt, against exact probabilities: Pearson's χ² within what one of 1000 would pass.
  @Test(arguments: truncations.indices) func tokensComeAsOftenAsTheyShould(index: Int) throws {
    let settings = Self.truncations[index].1
    let model: DecoderModel<Float> = Sampled.model(ModelGradientTests.shape())
    let requests = RolloutRequest.all([[3, 1, 4]], rollouts: 5000, maximumNewTokens: 1)
    let found = try Sampled.run(RolloutEngine(model, limits: Sampled.limits(rows: 16)), requests, settings)
    var counts = [Double](repeating: 0, count: 11)
    for rollout in found { counts[Int(try #require(rollout.ids.first))] += 1 }
    let logits = try #require(
      TrainingPass(model, capacity: 3, threads: 1).logits(PackedBatch([[3, 1, 4]])).last)
    let expected = Self.probabilities(logits.map { Double($0) / settings.temperature }, settings)
    var statistic = 0.0
    for (count, share) in zip(counts, expected) {
      if share == 0 {
        #expect(count == 0)
      } else {
        statistic += (count - 5000 * share) * (count - 5000 * share) / (5000 * share)
      }
    }
    let free = expected.count { $0 > 0 } - 1
    #expect(free >= 1)
    // The 0.999 quantile of χ², by Wilson and Hilferty.
    let ninth = 2 / (9 * Double(free))
    #expect(statistic < Double(free) * pow(1 - ninth + 3.09 * ninth.squareRoot(), 3))
  }

  /// By the definition, over a list that is sorted.
  static func probabilities(_ scaled: [Double], _ settings: SamplingSettings) -> [Double] {
    var left = scaled.indices.sorted { scaled[$0] > scaled[$1] }
    if settings.topK > 0 { left = Array(left.prefix(settings.topK)) }
    let best = scaled[left[0]]
    func weight(_ token: Int) -> Double { exp(scaled[token] - best) }
    let all = left.reduce(0) { $0 + weight($1) }
    var before = 0.0
    left = left.filter { token in
      defer { before += weight(token) }
      return before < settings.topP * all
    }
    left = left.filter { weight($0) >= settings.minP }
    let sum = left.reduce(0) { $0 + weight($1) }
    return scaled.indices.map { left.contains($0) ? weight($0) / sum : 0 }
  }
}
