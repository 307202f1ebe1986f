import Glibc
import Text

/// Measured numbers as people read them.
enum MetricText {
  /// `digits` significant digits where that stays readable, an exponent elsewhere: `2.314`, `0.05612`, `1.2e-07`.
  static func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "-" }
    guard value != 0 else { return "0" }
    let exponent = Int(log10(value.magnitude).rounded(.down))
    if exponent < -4 || exponent > 8 { return scientific(value) }
    return NumberText.fixed(value, max(0, digits - 1 - exponent))
  }

  /// `3.0e-04`; `0` for 0.
  static func scientific(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    guard value != 0 else { return "0" }
    var exponent = Int(log10(value.magnitude).rounded(.down))
    var mantissa = value / pow(10, Double(exponent))
    // 9.96 would be written as 10.0.
    if mantissa.magnitude >= 9.95 {
      mantissa /= 10
      exponent += 1
    }
    let digits = String(exponent.magnitude)
    return NumberText.fixed(mantissa, 1) + "e" + (exponent < 0 ? "-" : "+") + (digits.count < 2 ? "0" : "") + digits
  }

  /// A mean of counts: `1,234`, `2.5`, `3`.
  static func count(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    return value == value.rounded() ? NumberText.count(Int(min(max(value, -9e15), 9e15))) : significant(value, 3)
  }

  /// `1,234`, `56.7`.
  static func rate(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    if value < 99.95 { return NumberText.fixed(value, 1) }
    return NumberText.count(Int(min(value, 9e15).rounded()))
  }
}
