import Foundation
import Testing
import TrainingRuns

@testable import Trainer

/// The short way to the tokens that stay draws what sorting the whole vocabulary would draw.
@Suite struct TruncationTests {
  static let cases: [(k: Int, p: Double, minP: Double)] = [
    (1, 1, 0), (7, 1, 0), (100, 1, 0), (999, 1, 0), (1000, 1, 0), (5000, 1, 0), (0, 0.1, 0), (0, 0.5, 0), (0, 0.95, 0),
    (0, 0.999_999, 0), (0, 1, 0.01), (0, 1, 0.7), (50, 0.8, 0.05), (3, 0.99, 0.5), (0, 0.9, 0.1),
  ]

  /// 1000 tokens, many of them equally likely.
  @Test(arguments: cases.indices, [1.0, 0.3]) func equalsSorting(index: Int, temperature: Double) throws {
    let (k, p, minP) = Self.cases[index]
    let settings = Sampled.settings(temperature: temperature) { ($0.topK, $0.topP, $0.minP) = (k, p, minP) }
    let sampler = TokenSampler<Double>(settings, vocabularySize: 1000)
    let weights = Matrix<Double>(count: 1000)
    for seed in 0..<6 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      // A quarter of a unit apart, so that there are many ties; or all different.
      let logits = (0..<1000).map { _ in
        let logit = Double.random(in: -4...4, using: &generator)
        return seed.isMultiple(of: 2) ? (logit * 4).rounded() / 4 : logit
      }
      for share in [0, 0.1, 0.35, 0.6, 0.85, 0.999_999] {
        let draw = try #require(sampler.draw(Matrix(copying: logits), share: share, weights: weights))
        #expect(Int(draw.token) == Self.expected(logits, settings, share), "seed \(seed), share \(share)")
      }
    }
  }

  private static func expected(_ logits: [Double], _ settings: SamplingSettings, _ share: Double) -> Int {
    var left = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
    if settings.topK > 0 { left = Array(left.prefix(settings.topK)) }
    let best = logits[left[0]]
    func weight(_ token: Int) -> Double { exp((logits[token] - best) / settings.temperature) }
    let all = left.reduce(0) { $0 + weight($1) }
    var before = 0.0
    left = left.filter { token in
      defer { before += weight(token) }
      return before < settings.topP * all
    }
    left = left.filter { weight($0) >= settings.minP }
    var rest = share * left.reduce(0) { $0 + weight($1) }
    return left.first { token in
      rest -= weight(token)
      return rest < 0
    } ?? left[left.count - 1]
  }
}
