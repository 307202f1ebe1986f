import Glibc
import Text

/// Where values stand on an axis, and the round values that are written beside it.
struct AxisScale: Hashable {
  enum Unit: Hashable {
    case plain
    /// 0.25 is written as 25 %.
    case share
    case bytes
    case seconds
  }

  struct Tick: Hashable {
    var value: Double
    var label: String
  }

  /// The ends of the axis; equal ones never.
  let low: Double
  let high: Double
  let isLogarithmic: Bool
  let ticks: [Tick]

  /// A share of the axis, 0 at its low end and 1 at its high end.
  func position(of value: Double) -> Double {
    let share =
      isLogarithmic
      ? (log10(value) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
    return share.isFinite ? min(max(share, 0), 1) : 0
  }

  /// An axis for values between two ends, whose ticks are multiples of 1, 2 or 5 times a power of ten.
  /// - Parameters:
  ///   - most: ticks at most, the ends among them.
  ///   - isTight: the axis ends at the values, not at ticks.
  static func linear(
    _ low: Double, _ high: Double, unit: Unit = .plain, most: Int = 6, isTight: Bool = false, onlyWhole: Bool = false
  ) -> AxisScale {
    let factor = Self.factor(unit, largest: max(low.magnitude, high.magnitude))
    var (low, high) = (low / factor.size, high / factor.size)
    if !(high > low) {
      let room = onlyWhole ? 1 : low == 0 ? 1 : low.magnitude * 0.1
      (low, high) = (low - room, high + room)
    }
    let step = max(Self.step((high - low) / Double(max(1, most - 1))), onlyWhole ? 1 : 0)
    let first = isTight ? (low / step).rounded(.up) : (low / step).rounded(.down)
    let last = isTight ? (high / step).rounded(.down) : (high / step).rounded(.up)
    let ticks = first <= last && last - first < 100 ? stride(from: first, through: last, by: 1).map { $0 * step } : []
    return AxisScale(
      low: (isTight ? low : first * step) * factor.size, high: (isTight ? high : last * step) * factor.size,
      isLogarithmic: false,
      ticks: ticks.map { Tick(value: $0 * factor.size, label: label($0, step: step) + factor.suffix) })
  }

  /// A logarithmic axis from a power of ten, or 1, 2, 5 times one, to another.
  static func logarithmic(_ low: Double, _ high: Double) -> AxisScale {
    guard high > low else { return logarithmic(low / 2, high * 2) }
    let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let all = decades.flatMap { decade in [1.0, 2, 5].map { $0 * pow(10, Double(decade)) } }
    // Products such as 5 · 10⁻³ are not exact.
    let start = all.last { $0 <= low * 1.000_001 } ?? low
    let end = all.first { $0 >= high * 0.999_999 } ?? high
    let inside = all.filter { $0 >= start * 0.999_999 && $0 <= end * 1.000_001 }
    let powers = inside.filter { abs(log10($0) - log10($0).rounded()) < 1e-6 }
    let stride = max(1, (powers.count + 5) / 6)
    let ticks = inside.count <= 6 ? inside : powers.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    return AxisScale(
      low: start, high: end > start ? end : start * 10, isLogarithmic: true,
      ticks: ticks.map { Tick(value: $0, label: label($0, step: $0)) })
  }

  /// The smallest of 1, 2, 5 times a power of ten that is not below `raw`.
  private static func step(_ raw: Double) -> Double {
    guard raw > 0, raw.isFinite else { return 1 }
    let power = pow(10, log10(raw).rounded(.down))
    for factor in [1.0, 2, 5] where factor * power >= raw * 0.999_999 { return factor * power }
    return 10 * power
  }

  private static func factor(_ unit: Unit, largest: Double) -> (size: Double, suffix: String) {
    switch unit {
    case .plain: return (1, "")
    case .share: return (0.01, " %")
    case .seconds:
      if largest >= 7_200 { return (3_600, " h") }
      if largest >= 120 { return (60, " min") }
      return largest < 0.5 && largest > 0 ? (0.001, " ms") : (1, " s")
    case .bytes:
      let units = [(0x1p40, " TiB"), (0x1p30, " GiB"), (0x1p20, " MiB"), (0x1p10, " KiB")]
      return units.first { largest >= $0.0 * 0.9 } ?? (1, " B")
    }
  }

  /// As many decimals as the step needs; thousands and more are shortened.
  private static func label(_ value: Double, step: Double) -> String {
    if value == 0 { return "0" }
    let magnitude = value.magnitude
    for (size, suffix) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")] where magnitude >= size {
      let divisor = suffix == "k" ? 1e3 : size
      return NumberText.trimmed(value / divisor, 3) + suffix
    }
    if magnitude < 1e-3 || step < 1e-6 {
      let exponent = Int((log10(magnitude) + 1e-9).rounded(.down))
      return NumberText.trimmed(value / pow(10, Double(exponent)), 2) + "e\(exponent)"
    }
    return NumberText.trimmed(value, max(0, -Int((log10(step) + 1e-9).rounded(.down))))
  }
}
