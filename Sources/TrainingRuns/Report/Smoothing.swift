/// Takes the noise out of a series without moving it: an exponential average from both sides.
enum Smoothing {
  /// Below this there is nothing to smooth.
  static let fewest = 12

  /// - Parameter span: values that the average spans; `nil` for a share of the series.
  static func smoothed(_ values: [Double], span: Double? = nil) -> [Double] {
    guard values.count >= fewest else { return values }
    let weight = 2 / ((span ?? max(4, Double(values.count) / 20)) + 1)
    let forward = averages(values, weight)
    let backward = Array(averages(values.reversed(), weight).reversed())
    return zip(forward, backward).map { ($0 + $1) / 2 }
  }

  /// The average so far, its first values not drawn towards 0.
  private static func averages(_ values: [Double], _ weight: Double) -> [Double] {
    var sum = 0.0
    var norm = 0.0
    return values.map { value in
      sum += weight * (value - sum)
      norm += weight * (1 - norm)
      return sum / norm
    }
  }
}
