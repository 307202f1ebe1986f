/// Powers, indices, angles: what stands behind a value.
extension Grammar {
  mutating func power() throws(SyntaxError) -> Expression {
    try nested { grammar throws(SyntaxError) in
      var value = try grammar.primary()
      while let kind = grammar.current {
        switch kind {
        case .factorial:
          grammar.index += 1
          if case .factorial(let inner) = value, grammar.tokens[grammar.index - 2].kind == .factorial {
            value = .function(.doubleFactorial, [inner])
          } else {
            if case .function(.doubleFactorial, _) = value { throw grammar.error("a factorial of more than two signs") }
            value = .factorial(value)
          }
        case .caret:
          grammar.index += 1
          value = try grammar.raised(value)
        case .underscore:
          grammar.index += 1
          value = try grammar.indexed(value)
        case .percent:
          grammar.index += 1
          if case .percent = value { throw grammar.error("a percent sign twice") }
          value = .percent(value)
        case .degree:
          grammar.index += 1
          value = try grammar.angle(value)
        default: return value
        }
      }
      return value
    }
  }

  private mutating func raised(_ base: Expression) throws(SyntaxError) -> Expression {
    if take(.degree) { return try angle(base) }
    if current == .open(.group), kind(1) == .degree, kind(2) == .close(.group) {
      index += 3
      return try angle(base)
    }
    // The text was cut behind its last sign.
    if current == nil { return base }
    if let decoration = decoration() {
      guard case .symbol(let name) = base else { return base }
      return .symbol(name + decoration)
    }
    return .power(base, try exponent())
  }

  /// What stands high without being an exponent: `x^*`, `x^{\prime}`, `11^{th}`, `90^{\circ}` is an angle.
  private mutating func decoration() -> String? {
    let isGroup = current == .open(.group)
    let start = index
    if isGroup { index += 1 }
    var text = ""
    loop: while let kind = current {
      switch kind {
      case .prime: text += "′"
      case .times: text += "*"
      case .word(let word) where ["th", "st", "nd", "rd"].contains(word): text += word
      default: break loop
      }
      index += 1
      if !isGroup { break }
    }
    if !text.isEmpty, !isGroup || take(.close(.group)) { return text }
    index = start
    return nil
  }

  mutating func exponent() throws(SyntaxError) -> Expression {
    if current == .open(.group) { return try group() }
    var isNegative = false
    while current == .minus || current == .plus {
      if current == .minus { isNegative.toggle() }
      index += 1
    }
    // Not a power with its index: in `v^2_0` that belongs to v.
    // Nor is a fraction behind it part of it, as in a mixed number.
    var value: Expression
    if case .number(let digits)? = current, let number = Grammar.decimal(digits) {
      index += 1
      value = .number(number)
    } else {
      value = try nested { grammar throws(SyntaxError) in try grammar.primary() }
    }
    if take(.caret) { value = .power(value, try nested { grammar throws(SyntaxError) in try grammar.exponent() }) }
    return isNegative ? .negated(value) : value
  }

  /// `60° 42′ 15″`
  private mutating func angle(_ degrees: Expression) throws(SyntaxError) -> Expression {
    if case .angle = degrees { throw error("a degree sign twice") }
    // "30 °C" is no angle.
    if case .letter(let scale)? = current, scale == "C" || scale == "F",
      let unit = UnitTable.unit("°" + scale)
    {
      index += 1
      return .quantity(degrees, unit)
    }
    guard case .number? = current else { return .angle(degrees, minutes: nil, seconds: nil) }
    let start = index
    let minutes = try number()
    guard take(.prime) || primeExponent() else {
      index = start
      return .angle(degrees, minutes: nil, seconds: nil)
    }
    let afterMinutes = index
    if case .number? = current {
      let seconds = try number()
      if (take(.prime) && take(.prime)) || primeExponent() {
        return .angle(degrees, minutes: minutes, seconds: seconds)
      }
      index = afterMinutes
    }
    return .angle(degrees, minutes: minutes, seconds: nil)
  }

  /// `^{\prime}` or `^{\prime\prime}`
  private mutating func primeExponent() -> Bool {
    guard current == .caret else { return false }
    let start = index
    index += 1
    if decoration() != nil { return true }
    index = start
    return false
  }
}
