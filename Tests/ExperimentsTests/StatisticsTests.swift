import Testing

@testable import Experiments

/// Golden values were computed by scripts/experiment_golden.py with scipy and numpy, which share no code with ours.
@Suite struct StatisticsTests {
  static let eight = [0.021, -0.004, 0.013, 0.008, 0.017, -0.002, 0.011, 0.005]

  static let flips: [([Double], Double)] = [
    (eight, 0.0390625),
    ([-0.0061, 0.0149, -0.0231, 0.0231, 0.0329, 0.0009, 0.0186, 0.015, 0.0021], 0.1640625),
    (
      [0.0465, -0.0516, 0.0292, 0.0114, 0.0364, 0.0177, 0.0465, 0.0106, -0.0003, 0.0216, 0.0186, 0.0029, 0.0051],
      0.05712890625
    ),
    ([1.0], 1), ([1, 1, 1], 0.25), ([0, 0], 1), ([1, -1], 1), ([2, 1, -3], 1),
  ]

  @Test(arguments: flips) func signFlipsAreCountedExactly(_ differences: [Double], _ p: Double) {
    #expect(SignFlip.p(differences) == p)
    #expect(SignFlip.p(differences.map { -$0 }) == p)
    #expect(SignFlip.p(differences.reversed()) == p)
  }

  /// All equal: only the two patterns of one sign are as far from 0.
  @Test func manyDifferencesAreStillExact() {
    #expect(SignFlip.p([Double](repeating: 0.1, count: 20)) == 0x1p-19)
    #expect(SignFlip.p([Double](repeating: 0.1, count: 32)) == 0x1p-31)
    #expect(SignFlip.p([]) == nil)
    #expect(SignFlip.p([Double](repeating: 1, count: 41)) == nil)
    #expect(SignFlip.p([1, .nan]) == nil)
  }

  /// The interval of all 5⁵ resamples, enumerated, is −0.002 to 0.023.
  @Test func theBootstrapIsNearTheEnumeratedOne() throws {
    let found = try #require(PairedBootstrap.interval([0.02, -0.01, 0.03, 0.015, 0]))
    #expect(abs(found.low - -0.002) < 0.0011 && abs(found.high - 0.023) < 0.0011, "\(found)")
    #expect(found == PairedBootstrap.interval([0.02, -0.01, 0.03, 0.015, 0]))
    #expect(PairedBootstrap.interval([1]) == nil)
    #expect(PairedBootstrap.interval([1, 1]) == PairedBootstrap.Interval(low: 1, high: 1))
  }

  @Test func holm() {
    let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005, 0.2])
    for (ours, golden) in zip(adjusted, [0.04, 0.09, 0.09, 0.025, 0.2]) { #expect(abs(ours - golden) < 1e-12) }
    #expect(Holm.adjusted([]).isEmpty)
    #expect(Holm.adjusted([0.9, 0.8]) == [1, 1])
  }

  static let quantiles: [(Double, Double, Double)] = [
    (1, 0.975, 12.706204736174694), (2, 0.975, 4.302652729749462), (7, 0.8, 0.8960296443137653),
    (19, 0.975, 2.0930240544083087), (4, 0.01, -3.746947387979197),
  ]

  @Test(arguments: quantiles) func studentsQuantiles(_ degrees: Double, _ share: Double, _ golden: Double) {
    #expect(abs(StudentT.quantile(share, degrees: degrees) - golden) < 1e-9)
  }

  static let shares: [(Double, Double, Double)] = [
    (3, 1.5, 0.8847080673775886), (10, -2.2, 0.02622053422467658), (30, 4, 0.9998090771819581), (5, 0, 0.5),
  ]

  @Test(arguments: shares) func studentsDistribution(_ degrees: Double, _ t: Double, _ golden: Double) {
    #expect(abs(StudentT.cumulative(t, degrees: degrees) - golden) < 1e-12)
  }

  @Test func spreadAndWhatItCouldHaveShown() throws {
    let spread = try #require(Spread(Self.eight))
    #expect(abs(spread.mean - 0.008625) < 1e-15)
    #expect(abs(try #require(spread.standardDeviation) - 0.008733147035453895) < 1e-15)
    #expect(abs(try #require(spread.detectableDifference) - 0.010067704999552625) < 1e-12)
    #expect(Spread([])?.mean == nil)
    #expect(Spread([1])?.detectableDifference == nil)
  }
}
