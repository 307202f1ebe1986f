/// Fewer points that look the same: a run of a million steps must not make a page of a hundred megabytes.
enum Decimation {
  /// The lowest and highest of each of `most / 2` stretches: peaks stay.
  static func extremes(_ points: [LinePlot.Point], most: Int) -> [LinePlot.Point] {
    guard points.count > most else { return points }
    var result: [LinePlot.Point] = []
    for range in stretches(points.count, most / 2) {
      let part = points[range]
      guard let low = part.min(by: { $0.y < $1.y }), let high = part.max(by: { $0.y < $1.y }) else { continue }
      result += low.x <= high.x ? [low, high] : [high, low]
    }
    return result
  }

  /// Points at equal distances, the last among them.
  static func every(_ points: [LinePlot.Point], most: Int) -> [LinePlot.Point] {
    guard points.count > most else { return points }
    return stretches(points.count, most - 1).map { points[$0.lowerBound] } + points.suffix(1)
  }

  /// The different values in their order, at most so many, the ends among them.
  static func places(_ values: [Double], most: Int) -> [Double] {
    let places = Set(values).sorted()
    guard places.count > most else { return places }
    return stretches(places.count, most - 1).map { places[$0.lowerBound] } + places.suffix(1)
  }

  /// Cuts 0..<count into `parts` ranges of nearly equal length.
  static func stretches(_ count: Int, _ parts: Int) -> [Range<Int>] {
    let parts = max(1, min(parts, count))
    return (0..<parts).map { ($0 * count / parts)..<(($0 + 1) * count / parts) }
  }
}
