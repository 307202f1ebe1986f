import Foundation

/// The rate that a regime is given: the first that puts clip-higher's share of clipped tokens into the band, looked for
/// by doubling and halving, then between.
public struct RateSearch: Sendable {
  public let band: ClosedRange<Double>
  public private(set) var tried: [(rate: Double, fraction: Double)] = []
  private var next: Double

  public static let mostTries = 6

  public init(band: ClosedRange<Double>, first: Double) {
    self.band = band
    next = first
  }

  /// The rate to try; `nil` where it is found, or where it is no use to look on.
  public var rate: Double? {
    if tried.count >= Self.mostTries || tried.contains(where: { band.contains($0.fraction) }) { return nil }
    return tried.contains { $0.rate == next } ? nil : next
  }

  public mutating func take(fraction: Double) {
    tried.append((next, fraction))
    let low = tried.filter { $0.fraction < band.lowerBound }.map(\.rate).max()
    let high = tried.filter { $0.fraction > band.upperBound }.map(\.rate).min()
    switch (low, high) {
    case (let low?, let high?): next = Self.rounded((low * high).squareRoot())
    case (let low?, nil): next = Self.rounded(low * 2)
    case (nil, let high?): next = Self.rounded(high / 2)
    case (nil, nil): break
    }
  }

  /// The one in the band, or the one that came nearest to it.
  public var best: (rate: Double, fraction: Double)? {
    func distance(_ fraction: Double) -> Double {
      if band.contains(fraction) { return 0 }
      return fraction < band.lowerBound ? band.lowerBound - fraction : fraction - band.upperBound
    }
    return tried.min { distance($0.fraction) < distance($1.fraction) }
  }

  /// Two digits: rates are read by people.
  public static func rounded(_ rate: Double) -> Double { Double(String(format: "%.2g", rate)) ?? rate }
}
