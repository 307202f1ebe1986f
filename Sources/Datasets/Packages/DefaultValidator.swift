import Rewards

/// The format's default output validator: tokens, or numbers within a tolerance; case is ignored unless asked for.
enum DefaultValidator {
  /// - Parameters:
  ///   - flags: `case_sensitive`, `space_change_sensitive`, `float_tolerance ε` and its two halves.
  ///   - refuse: makes the error for a flag that nobody knows.
  static func checker(flags: [String], refuse: (String) -> DatasetError) throws -> Checker {
    var tolerance = FloatTolerance(caseSensitive: false, spaceSensitive: false)
    var flags = flags[...]
    while let flag = flags.popFirst() {
      switch flag {
      case "case_sensitive": tolerance.caseSensitive = true
      case "space_change_sensitive": tolerance.spaceSensitive = true
      case "float_tolerance", "float_relative_tolerance", "float_absolute_tolerance":
        guard let text = flags.popFirst(), let value = Double(text), value.isFinite, value >= 0 else {
          throw refuse("\(flag) needs a number after it")
        }
        if flag != "float_relative_tolerance" { tolerance.absolute = value }
        if flag != "float_absolute_tolerance" { tolerance.relative = value }
      default: throw refuse("unknown flag \"\(flag)\" of the default validator")
      }
    }
    if tolerance.absolute == nil, tolerance.relative == nil {
      return .tokens(caseSensitive: tolerance.caseSensitive, spaceSensitive: tolerance.spaceSensitive)
    }
    return .float(tolerance)
  }
}
