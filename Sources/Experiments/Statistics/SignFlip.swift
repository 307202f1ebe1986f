/// The exact test of paired differences: how often the mean would be as far from 0 if every difference could as well
/// have had the other sign. Two-sided, without any assumption on the shape of the differences but their symmetry.
///
/// ```swift
/// SignFlip.p([0.02, 0.01, 0.03])  // 0.25: of 8 sign patterns, 2 are as far from 0
/// ```
public enum SignFlip {
  /// More differences than this are not enumerated: two halves of 2²⁰ sums each are the most that is kept.
  public static let most = 40

  /// All 2ⁿ sign patterns are counted, not sampled: the sums of the first half of the differences are matched with those
  /// of the second, so that 2^(n/2) sums are kept.
  ///
  /// - Returns: `nil` without differences, with more than ``most``, and where one is not finite.
  public static func p(_ differences: [Double]) -> Double? {
    guard !differences.isEmpty, differences.count <= most, differences.allSatisfy(\.isFinite) else { return nil }
    let observed = differences.reduce(0, +).magnitude
    // Patterns that are equal but for the order of their additions count as equal.
    let slack = differences.reduce(0) { $0 + $1.magnitude } * 1e-12
    let middle = differences.count / 2
    let first = sums(differences[..<middle])
    let second = sums(differences[middle...])
    // a + b ≥ t: for rising a the b that suffice begin ever earlier.
    let threshold = observed - slack
    var atLeast = 0
    var place = second.count
    for a in first {
      while place > 0, a + second[place - 1] >= threshold { place -= 1 }
      atLeast += second.count - place
    }
    // The patterns come in pairs of opposite sums, so that as many are at most −t; with t ≤ 0 all count.
    let all = Double(first.count) * Double(second.count)
    return threshold <= 0 ? 1 : min(1, 2 * Double(atLeast) / all)
  }

  /// Σ ±d of all sign patterns, rising.
  private static func sums(_ differences: ArraySlice<Double>) -> [Double] {
    var sums = [0.0]
    for difference in differences {
      // Two rising lists, merged.
      let (low, high) = (sums.map { $0 - difference.magnitude }, sums.map { $0 + difference.magnitude })
      sums = []
      sums.reserveCapacity(2 * low.count)
      var next = 0
      for value in low {
        while next < high.count, high[next] < value {
          sums.append(high[next])
          next += 1
        }
        sums.append(value)
      }
      sums += high[next...]
    }
    return sums
  }
}
