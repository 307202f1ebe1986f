/// A checker that needs nothing but the two texts: every ``Checker`` except the ones that run a program.
public enum BuiltInChecker: Sendable, Hashable {
  case exact
  case lines
  case tokens(caseSensitive: Bool = true, spaceSensitive: Bool = false)
  case float(FloatTolerance)
  case lcb
}

extension Checker {
  /// The checker as one that compares by itself; `nil` for `custom` and `interactive`, where a program decides.
  public var builtIn: BuiltInChecker? {
    switch self {
    case .exact: .exact
    case .lines: .lines
    case .tokens(let caseSensitive, let spaceSensitive):
      .tokens(caseSensitive: caseSensitive, spaceSensitive: spaceSensitive)
    case .float(let tolerance): .float(tolerance)
    case .lcb: .lcb
    case .custom, .interactive: nil
    }
  }
}
