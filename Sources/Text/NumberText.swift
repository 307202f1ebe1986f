/// Numbers as people read them, with their units. `Page/data.js` of the reports formats in the same way.
package enum NumberText {
  /// `1,234,567`
  package static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var grouped = value < 0 ? "-" : ""
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset).isMultiple(of: 3) { grouped += "," }
      grouped.append(digit)
    }
    return grouped
  }

  /// `value` with exactly `digits` decimals (at most 9).
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<min(max(digits, 0), 9) { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e15 else { return value.description }
    let units = UInt64(scaled)
    let whole = units / UInt64(scale)
    let sign = value < 0 && units > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(units % UInt64(scale))
    return "\(sign)\(whole)." + String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
  }

  /// `0.4 ms`, `41 ms`, `1.24 s`, `12.1 s`, `2 min 05 s`, `3 h 07 min`
  package static func seconds(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "0 ms" }
    if value < 0.00995 { return trimmed(value * 1_000, 1) + " ms" }
    if value < 0.9995 { return fixed(value * 1_000, 0) + " ms" }
    if value < 9.995 { return fixed(value, 2) + " s" }
    if value < 59.95 { return fixed(value, 1) + " s" }
    let whole = Int(min(value, 1e12).rounded())
    if whole < 3_600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(count(whole / 3_600)) h \(twoDigits(whole % 3_600 / 60)) min"
  }

  /// `512 B`, `12.3 KiB`, `45.1 MiB`, `1.20 GiB`
  package static func bytes(_ value: Int) -> String {
    guard value >= 1_024 else { return "\(max(0, value)) B" }
    var amount = Double(value) / 1_024
    for unit in ["KiB", "MiB", "GiB"] {
      if amount < 999.95 { return fixed(amount, unit == "GiB" ? 2 : 1) + " " + unit }
      amount /= 1_024
    }
    return fixed(amount, 2) + " TiB"
  }

  /// `60.0 %`; never 0 % or 100 % by rounding alone.
  package static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "-" }
    let share = Double(part) / Double(whole) * 100
    if part > 0, share < 0.05 { return "<0.1 %" }
    if part < whole, share >= 99.95 { return ">99.9 %" }
    return fixed(share, 1) + " %"
  }

  /// Three decimals: `0.712`.
  package static func reward(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    return fixed(value, 3)
  }

  /// As `fixed`, without zeros at the end.
  package static func trimmed(_ value: Double, _ digits: Int) -> String {
    var text = fixed(value, digits)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// `one` for 1, `many` for all else, with the number before it.
  package static func counted(_ value: Int, _ one: String, _ many: String) -> String {
    "\(count(value)) \(value == 1 ? one : many)"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
