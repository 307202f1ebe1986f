/// Takes the noise out of a series without moving it: an exponential average from both sides.
enum Smoothing {
  /// Below this there is nothing to smooth.
  static let fewest = 12

  /// - Parameter span: values that the average spans; `nil` for a share of the series.
  static func smoothed(_ values: [Double], span: Double? = nil) -> [Double] {
    guard values.count >= fewest else { return values }
    let weight = 2 / ((span ?? max(4, Double(values.count) / 16)) + 1)
    let forward = averages(values, weight)
    let backward = averages(values.reversed(), weight).reversed()
    // Each side counts by what it has seen: at the end of a series the other side has seen one noisy value only.
    return zip(forward, backward).map { left, right in
      (left.mean * left.mass + right.mean * right.mass) / (left.mass + right.mass)
    }
  }

  /// The average so far, its first values not drawn towards 0, and how full it is, from 0 to 1.
  private static func averages(_ values: [Double], _ weight: Double) -> [(mean: Double, mass: Double)] {
    var sum = 0.0
    var mass = 0.0
    return values.map { value in
      sum += weight * (value - sum)
      mass += weight * (1 - mass)
      return (sum / mass, mass)
    }
  }
}
