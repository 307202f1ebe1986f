#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The bins of a logarithmic axis and its ticks.
struct LogScale: Hashable {
  enum Base { case decimal, binary }

  /// The first step of the axis, steps a bin, bins.
  let start: Int
  let width: Int
  let bins: Int

  static let mostBins = 40

  /// Between a third of a decade (so that equal values are not stretched over the whole width) and as wide as needed.
  init(steps: ClosedRange<Int>) {
    let widths = [2, 4, 5, 10, 20, 25, 50, 100, 200, 500, 1_000]
    let spanned = steps.upperBound - steps.lowerBound + 1
    width = widths.first { (spanned + $0 - 1) / $0 + 1 <= Self.mostBins } ?? 1_000
    let padding = max(0, 33 - spanned) / 2
    let low = Int((Double(steps.lowerBound - padding) / Double(width)).rounded(.down))
    let high = Int((Double(steps.upperBound + padding) / Double(width)).rounded(.down))
    start = low * width
    bins = high - low + 1
  }

  func position(of value: Double) -> Double {
    (log10(value) * Double(LogHistogram.stepsPerDecade) - Double(start)) / Double(width * bins)
  }

  /// Two to seven round values inside the axis, where there are such: the finest choice that fits.
  func ticks(_ base: Base) -> [Double] {
    let low = LogHistogram.edge(of: start) * 0.9999
    let high = LogHistogram.edge(of: start + bins * width) * 1.0001
    var best: [Double] = []
    for choice in Self.choices(base) {
      let values = choice.filter { $0 >= low && $0 <= high }
      if values.count <= 7 { return values }
      best = values
    }
    return Array(best.prefix(7))
  }

  /// From fine to coarse.
  private static func choices(_ base: Base) -> [[Double]] {
    switch base {
    case .decimal:
      let decades = (-9...12).map { pow(10, Double($0)) }
      let mantissas: [[Double]] = [
        [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1],
      ]
      // Decade 9 of the list is 1.
      return products(decades, mantissas) + [2, 3, 6].map { every($0, of: decades, with: 9) }
    case .binary:
      let powers = (0...62).map { pow(2, Double($0)) }
      let mantissas = [[1, 1.125, 1.25, 1.375, 1.5, 1.625, 1.75, 1.875], [1, 1.25, 1.5, 1.75], [1, 1.5], [1]]
      return products(powers, mantissas) + [2, 3, 5, 10, 20].map { every($0, of: powers, with: 0) }
    }
  }

  private static func products(_ powers: [Double], _ mantissas: [[Double]]) -> [[Double]] {
    mantissas.map { list in powers.flatMap { power in list.map { $0 * power } } }
  }

  /// Every `stride`-th power, the one at `place` among them.
  private static func every(_ stride: Int, of powers: [Double], with place: Int) -> [Double] {
    powers.indices.filter { ($0 - place) % stride == 0 }.map { powers[$0] }
  }
}
