internal import BigInt

/// Numbers: digits with their groups, repeating decimals, mixed numbers, times of day.
extension Grammar {
  /// A number literal at the current token.
  mutating func number() throws(SyntaxError) -> Expression {
    guard case .number(var digits)? = current else { throw error("a number is missing") }
    let first = index
    index += 1
    if let time = try clock(digits, first) { return time }
    if let date = date(digits) { return date }
    if let number = digitsAndLetters(digits) { return number }
    if groupThousands(&digits) == false { decimalComma(&digits) }
    guard digits.utf8.count <= Grammar.maximumDigits else { throw error("more than \(Grammar.maximumDigits) digits") }
    if current == .overline { return try repeating(digits) }
    if let value = periodInBrackets(digits) { return .number(value) }
    if current == .ellipsis, tokens[index].follows != .blank, digits.contains("."),
      let value = Grammar.continued(digits)
    {
      index += 1
      return .number(value)
    }
    guard let value = Grammar.decimal(digits) else { throw error("a number with two decimal points") }
    return try mixed(value, isWhole: !digits.contains("."))
  }

  /// `25A_{12}`: letters are digits in bases above ten.
  mutating func digitsAndLetters(_ first: String) -> Expression? {
    var digits = first
    var offset = 0
    while let token = token(offset), token.follows == Token.Spacing.none {
      switch token.kind {
      case .letter(let letter), .word(let letter): digits += letter
      case .number(let more) where !more.contains("."): digits += more
      case .underscore:
        guard digits.contains(where: \.isNumber) || reading.takesLettersAsDigits, offset > 0 || digits.count == 1,
          digits.contains(where: \.isLetter), let radix = radix(at: offset + 1), (11...36).contains(radix.value),
          digits.utf8.count <= 200,
          digits.utf8.allSatisfy({ Grammar.value(ofDigit: $0) < radix.value && $0 < 0x61 })
        else { return nil }
        index += offset + 1 + radix.length
        return .based(digits: digits, base: radix.value)
      default: return nil
      }
      offset += 1
    }
    return nil
  }

  private func radix(at offset: Int) -> (value: Int, length: Int)? {
    if case .number(let digits)? = kind(offset), let value = Int(digits) { return (value, 1) }
    if kind(offset) == .open(.group), case .number(let digits)? = kind(offset + 1), kind(offset + 2) == .close(.group),
      let value = Int(digits)
    {
      return (value, 3)
    }
    return nil
  }

  /// The exact value of digits with at most one decimal point.
  static func decimal(_ digits: String) -> Rational? {
    var whole: [UInt8] = []
    var places: Int? = nil
    for byte in digits.utf8 {
      if byte == 0x2E {
        guard places == nil else { return nil }
        places = 0
      } else {
        whole.append(byte)
        if let count = places { places = count + 1 }
      }
    }
    let scale = places ?? 0
    if whole.count <= 18 {
      var value = 0
      for byte in whole { value = value * 10 + Int(byte - 0x30) }
      var denominator = 1
      for _ in 0..<scale { denominator *= 10 }
      return Rational(value, denominator)
    }
    guard let value = BigInt(String(decoding: whole, as: UTF8.self)) else { return nil }
    return scale == 0 ? Rational(value) : Rational(value, tenths: scale)
  }

  // MARK: Groups of digits

  /// Joins `1,234,567`, `14{,}916`, `940\,000\,003`, `1 000 000`; `nil` if the digits form no first group, `false` if
  /// nothing was joined.
  @discardableResult
  private mutating func groupThousands(_ digits: inout String) -> Bool? {
    guard digits.utf8.count <= 3, !digits.contains("."), !digits.hasPrefix("0") else { return false }
    var joined = false
    var style: Int? = nil
    while let (length, kind) = thousandsSeparator(), style == nil || style == kind,
      case .number(let group)? = self.kind(length), Grammar.isThousandsGroup(group)
    {
      // "3 100/7" is a mixed number.
      if kind == 2, self.kind(length + 1) == .slash { break }
      digits += group
      index += length + 1
      style = kind
      joined = true
      if group.contains(".") { break }
    }
    return joined
  }

  private static func isThousandsGroup(_ group: String) -> Bool {
    let whole = group.split(separator: ".", omittingEmptySubsequences: false)
    return whole.count <= 2 && whole[0].utf8.count == 3
  }

  /// How many tokens separate this group of digits from the next, and of which style they are.
  private func thousandsSeparator() -> (length: Int, style: Int)? {
    guard let token = token() else { return nil }
    switch token.kind {
    case .comma:
      guard reading.groupsThousands, !reading.usesDecimalComma, brackets == 0, token.follows != .blank,
        self.token(1)?.follows != .blank
      else { return nil }
      return (1, 0)
    case .open(.group):
      return kind(1) == .comma && kind(2) == .close(.group) ? (3, 1) : nil
    case .number:
      if token.follows == .thin { return (0, 3) }
      return token.follows == .blank && brackets == 0 && reading.groupsThousands ? (0, 2) : nil
    default: return nil
    }
  }

  /// `3{,}5`, and `3,5` where that is how the text is read.
  private mutating func decimalComma(_ digits: inout String) {
    guard !digits.contains(".") else { return }
    if current == .open(.group), kind(1) == .comma, kind(2) == .close(.group), case .number(let places)? = kind(3),
      !places.contains(".")
    {
      index += 4
      digits += "." + places
    } else if reading.usesDecimalComma, brackets == 0, current == .comma, token()?.follows != .blank,
      token(1)?.follows != .blank,
      case .number(let places)? = kind(1), !places.contains("."),
      // "1,234" is a thousand, not a bit more than one.
      places.utf8.count != 3 || digits.hasPrefix("0") || digits.utf8.count > 3
    {
      index += 2
      digits += "." + places
    }
  }

  // MARK: Repeating decimals

  /// `0.1\overline{6}`
  private mutating func repeating(_ digits: String) throws(SyntaxError) -> Expression {
    let start = index
    index += 1
    guard digits.contains("."), var period = overlinedDigits() else {
      index = start
      guard let value = Grammar.decimal(digits) else { throw error("a number with two decimal points") }
      return .number(value)
    }
    // `0.\dot{1}2\dot{3}` marks the ends of the period.
    let afterFirst = index
    var between = ""
    if case .number(let more)? = current, !more.contains(".") {
      between = more
      index += 1
    }
    if take(.overline), let last = overlinedDigits() {
      period += between + last
    } else {
      index = afterFirst
    }
    guard let value = Grammar.repeating(digits, period: period) else {
      index = start
      guard let value = Grammar.decimal(digits) else { throw error("a number with two decimal points") }
      return .number(value)
    }
    return .number(value)
  }

  /// `{142857}`, or one digit.
  private mutating func overlinedDigits() -> String? {
    let isGroup = take(.open(.group))
    guard case .number(let digits)? = current, !digits.contains("."), !isGroup || kind(1) == .close(.group) else {
      return nil
    }
    index += isGroup ? 2 : 1
    return digits
  }

  /// `0.1(6)`
  private mutating func periodInBrackets(_ digits: String) -> Rational? {
    guard digits.contains("."), current == .open(.round), token()?.follows == Token.Spacing.none,
      case .number(let period)? = kind(1), !period.contains("."), kind(2) == .close(.round), kind(3) != .caret,
      let value = Grammar.repeating(digits, period: period)
    else { return nil }
    index += 3
    return value
  }

  static func repeating(_ digits: String, period: String) -> Rational? {
    guard let head = decimal(digits.hasSuffix(".") ? digits + "0" : digits), let tail = BigInt(period) else {
      return nil
    }
    let places = digits.utf8.count - 1 - digits.utf8.prefix { $0 != 0x2E }.count
    return head + Rational(tail, BigInt(10).power(places) * (BigInt(10).power(period.utf8.count) - 1))
  }

  /// `0.333…`: digits that end with the same block three times, or twice if it is longer than one digit.
  private static func continued(_ digits: String) -> Rational? {
    guard let point = digits.firstIndex(of: ".") else { return nil }
    let places = Array(digits[digits.index(after: point)...].utf8)
    for length in 1...max(1, places.count / 2) where length <= places.count {
      let repeats = length == 1 ? 3 : 2
      guard places.count >= length * repeats else { break }
      let block = places.suffix(length)
      let matches = (0..<repeats).allSatisfy { number in
        let end = places.count - number * length
        return places[(end - length)..<end].elementsEqual(block)
      }
      guard matches else { continue }
      return repeating(digits, period: String(decoding: block, as: UTF8.self))
    }
    return nil
  }

  // MARK: Mixed numbers

  /// `3\frac{1}{2}` and `3 1/2` are sums.
  private mutating func mixed(_ value: Rational, isWhole: Bool) throws(SyntaxError) -> Expression {
    let whole = Expression.number(value)
    guard isWhole else { return whole }
    let start = index
    if current == .fraction {
      index += 1
      // `3\frac12` has both digits in one token.
      if case .number(let digits)? = current, digits.utf8.count == 2, !digits.contains("."),
        let both = Int(digits), both % 10 != 0
      {
        index += 1
        return .sum(whole, .number(Rational(both / 10, both % 10)))
      }
      if let numerator = wholeArgument(), let denominator = wholeArgument(), !denominator.isZero {
        return .sum(whole, .number(numerator / denominator))
      }
      index = start
    } else if case .number(let numeratorDigits)? = current, tokens[index].follows == .blank, kind(1) == .slash,
      case .number(let denominatorDigits)? = kind(2), let numerator = Grammar.decimal(numeratorDigits),
      let denominator = Grammar.decimal(denominatorDigits), numerator.isInteger, denominator.isInteger,
      !denominator.isZero
    {
      index += 3
      return .sum(whole, .number(numerator / denominator))
    }
    return whole
  }

  /// An argument of a fraction that is a whole number: `{12}` or one digit.
  private mutating func wholeArgument() -> Rational? {
    let start = index
    if take(.open(.group)) {
      if case .number(let digits)? = current, !digits.contains("."), kind(1) == .close(.group) {
        index += 2
        return Grammar.decimal(digits)
      }
    } else if let digit = takeDigit() {
      return digit
    }
    index = start
    return nil
  }

  /// The first digit of the number here; the rest stays. `nil` unless it is the last: this cannot split tokens.
  private mutating func takeDigit() -> Rational? {
    guard case .number(let digits)? = current, digits.utf8.count == 1 else { return nil }
    index += 1
    return Grammar.decimal(digits)
  }

  /// `2020-01-05`
  private mutating func date(_ yearDigits: String) -> Expression? {
    guard yearDigits.utf8.count == 4, let year = Int(yearDigits), (1000...2999).contains(year), current == .minus,
      case .number(let monthDigits)? = kind(1), kind(2) == .minus, case .number(let dayDigits)? = kind(3),
      (0...3).allSatisfy({ token($0)?.follows == Token.Spacing.none }), monthDigits.utf8.count == 2,
      dayDigits.utf8.count == 2, let month = Int(monthDigits), let day = Int(dayDigits), (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    index += 4
    return .date(year: year, month: month, day: day)
  }

  // MARK: Times of day

  /// `12:30`, `9:05:30`, with `a.m.` or `p.m.`
  private mutating func clock(_ hours: String, _ first: Int) throws(SyntaxError) -> Expression? {
    guard current == .colon, token()?.follows == Token.Spacing.none, !colonEnds, hours.utf8.count <= 2,
      let hour = Int(hours), hour <= 24, case .number(let minutesText)? = kind(1),
      token(1)?.follows == Token.Spacing.none, minutesText.utf8.count == 2, let minutes = Int(minutesText), minutes < 60
    else { return nil }
    var seconds = 0
    var length = 2
    if kind(2) == .colon, case .number(let text)? = kind(3) {
      guard text.utf8.count == 2, let value = Int(text), value < 60 else { return nil }
      seconds = value
      length = 4
    }
    index += length
    switch halfOfDay() {
    case true?: return .clock(hours: hour % 12 + 12, minutes: minutes, seconds: seconds)
    case false?: return .clock(hours: hour % 12, minutes: minutes, seconds: seconds)
    case nil: return .clock(hours: hour, minutes: minutes, seconds: seconds)
    }
  }

  /// `true` for p.m., `false` for a.m.
  mutating func halfOfDay() -> Bool? {
    switch current {
    case .word(let word)?:
      guard ["am", "pm"].contains(word.lowercased()) else { return nil }
      index += 1
      return word.lowercased() == "pm"
    case .letter(let letter)? where ["a", "p"].contains(letter.lowercased()):
      guard case .letter(let second)? = kind(1), second.lowercased() == "m" else { return nil }
      index += 2
      return letter.lowercased() == "p"
    default: return nil
    }
  }
}
