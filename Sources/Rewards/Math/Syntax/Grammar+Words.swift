/// Words: units behind numbers, labels, names spelled out.
extension Grammar {
  /// Whether a run of letters is a product of variables rather than a word.
  static func isProductOfLetters(_ word: String, isUpright: Bool, isAlone: Bool) -> Bool {
    guard !isUpright, word.utf8.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else { return false }
    if UnitTable.word(word) != nil, word.count > 2 { return false }
    // "NO" may name a segment, where it is not the whole answer.
    let isCapital = word.utf8.allSatisfy { $0 < 0x60 }
    if isCapital, !isAlone, word.utf8.count <= 4 { return true }
    if word.utf8.count <= 3 { return !englishWords.contains(word.lowercased()) }
    return word.utf8.count <= 5 && isCapital && !englishWords.contains(word.lowercased())
  }

  private static let englishWords: Set<String> = [
    "is", "are", "an", "the", "of", "to", "in", "at", "by", "on", "for", "all", "any", "no", "yes", "not", "odd",
    "per", "day", "with", "when", "if", "it", "be", "we", "one", "two", "six", "ten", "none", "null", "nan", "true",
    "false", "undefined", "dne", "red", "blue", "men", "boys", "girls", "hour", "even", "nor", "but", "can",
  ]

  /// The unit, percent sign or label behind a value; `nil` if there is none.
  mutating func unit(behind value: Expression) throws(SyntaxError) -> Expression? {
    guard Grammar.canBeMeasured(value) else { return nil }
    if current == .open(.round), case .number = value, isParenthesisOfWords() { return try unitInBrackets(value) }
    if case .number(let hour) = value, let token = token(), token.follows == .blank, let time = fullHour(hour) {
      return time
    }
    guard let token = token(), let name = unitName(token) else { return nil }
    let start = index
    if let scale = Grammar.scales[name.lowercased()] {
      index += 1
      return .product(value, .number(scale))
    }
    if case .number(let day) = value, let month = Grammar.months[name.lowercased()], let date = dayFirst(day, month) {
      return date
    }
    if let second = self.token(1), case .word(let word) = second.kind, UnitTable.isPercentWord(name + " " + word) {
      index += 2
      return .percent(value)
    }
    if UnitTable.isPercentWord(name), name.count > 1 {
      index += 1
      return .percent(value)
    }
    if case .number = value, ["th", "st", "nd", "rd"].contains(name), token.follows == .none {
      index += 1
      return value
    }
    if let unit = unitProduct() {
      let quantity = Expression.quantity(value, unit)
      // "5 ft 3 in" is a sum.
      if case .number? = current {
        let second = try product()
        if case .quantity = second { return .sum(quantity, second) }
        throw error("a number behind a unit")
      }
      return quantity
    }
    index = start
    return label(behind: value)
  }

  /// `3 p.m.` at the end of the text.
  private mutating func fullHour(_ hour: Rational) -> Expression? {
    guard let hour = hour.smallInteger, (1...12).contains(hour) else { return nil }
    let start = index
    if let isAfternoon = halfOfDay(), current == nil || current == .close(.group) {
      return .clock(hours: hour % 12 + (isAfternoon ? 12 : 0), minutes: 0, seconds: 0)
    }
    index = start
    return nil
  }

  /// `16 (apples)`, `36 (sq. inches)`
  private mutating func unitInBrackets(_ value: Expression) throws(SyntaxError) -> Expression? {
    let start = index
    index += 1
    if let named = try unit(behind: value), take(.close(.round)) { return named }
    index = start
    return nil
  }

  /// What a token may be called in the table of units.
  private func unitName(_ token: Token) -> String? {
    switch token.kind {
    case .word(let word): word
    case .letter(let letter): token.isUpright || reading.takesLettersAsUnits ? letter : nil
    case .constant(.e): nil
    case .function(let name): (token.isUpright || name == .min) && (name == .min || name == .sec) ? name.rawValue : nil
    case .currency(let sign): sign
    case .degree: "°"
    default: nil
    }
  }

  private static func canBeMeasured(_ value: Expression) -> Bool {
    switch value {
    case .text, .list, .set, .setBuilder, .matrix, .numberSet, .emptySet, .labelled, .relation, .quantity, .percent:
      false
    default: true
    }
  }

  /// Units joined by blanks, dots, slashes and "per".
  private mutating func unitProduct() -> Unit? {
    guard var product = singleUnit(isSure: false) else { return nil }
    // A text of nothing but units would make a factor of millions of digits.
    for _ in 1..<Unit.largestExponent {
      let start = index
      var inverts = false
      if take(.slash) {
        inverts = true
      } else if case .word(let word)? = current, word == "per" {
        index += 1
        inverts = true
      } else if current == .minus, let next = token(1), next.isUpright, next.follows != .blank {
        // "N-m"
        index += 1
      } else {
        _ = take(.times)
      }
      guard let next = singleUnit(isSure: inverts) else {
        index = start
        return product
      }
      product = inverts ? product / next : product * next
    }
    return product
  }

  /// - Parameter isSure: whether a unit must follow, so that letters that may be variables are read as one.
  private mutating func singleUnit(isSure: Bool) -> Unit? {
    let start = index
    var exponent = 1
    if let token = token(), let name = unitName(token), let power = UnitTable.modifier(name) {
      exponent = power
      index += 1
    }
    guard let token = token(), let name = unitName(token) ?? (isSure ? token.letter : nil) else {
      index = start
      return nil
    }
    var found: UnitWord? = nil
    if let second = self.token(1), let secondName = unitName(second) {
      found = UnitTable.word(name + " " + secondName)
      if found != nil { index += 1 }
    }
    if found == nil { found = UnitTable.word(name) }
    guard let word = found,
      !word.isAmbiguous || isSure || token.isUpright || isMinutes(token) || reading.takesLettersAsUnits
        || isMoney(token)
    else {
      index = start
      return nil
    }
    index += 1
    if current == .caret {
      let afterUnit = index
      index += 1
      if let power = smallExponent() { exponent *= power } else { index = afterUnit }
    } else if let next = self.token(), let nextName = unitName(next), nextName.hasSuffix("ed"),
      let power = UnitTable.modifier(nextName)
    {
      index += 1
      exponent *= power
    }
    guard let unit = word.unit.power(exponent) else {
      index = start
      return nil
    }
    return unit
  }

  /// `8 min` without an argument behind it.
  private func isMinutes(_ token: Token) -> Bool {
    guard token.kind == .function(.min) else { return false }
    if case .open? = kind(1) { return false }
    return true
  }

  private func isMoney(_ token: Token) -> Bool {
    if case .currency = token.kind { return true }
    return false
  }

  /// `2`, `{2}`, `{-1}`
  private mutating func smallExponent() -> Int? {
    let start = index
    let isGroup = take(.open(.group))
    let isNegative = take(.minus)
    if case .number(let digits)? = current, let value = Int(digits), value < 100 {
      index += 1
      if !isGroup || take(.close(.group)) { return isNegative ? -value : value }
    }
    index = start
    return nil
  }

  /// Words that count things: `4 toy helicopters`.
  private mutating func label(behind value: Expression) -> Expression? {
    guard case .word(let first)? = current, first.contains(where: \.isLetter),
      !Grammar.clauseWords.contains(first.lowercased()),
      !Grammar.isProductOfLetters(first, isUpright: tokens[index].isUpright, isAlone: false)
    else { return nil }
    let start = index
    while let kind = current {
      switch kind {
      case .word(let word) where Grammar.wordsOfMeaning.contains(word.lowercased()): return nil
      case .word, .letter, .percent, .degree, .currency: index += 1
      case .open(.round) where isParenthesisOfWords(): skipParenthesis()
      default: return .counted(value, Grammar.text(of: tokens[start..<index]))
      }
    }
    return .counted(value, Grammar.text(of: tokens[start..<index]))
  }

  static let scales: [String: Rational] = [
    "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
    "dozen": 12, "dozens": 12,
  ]

  /// Words that say something about a number rather than of what there are so many.
  private static let wordsOfMeaning: Set<String> = [
    "is", "are", "was", "were", "be", "not", "to", "no", "isn't", "plus", "minus", "times", "squared", "cubed", "less",
    "more",
    "most", "least", "than", "about", "approximately", "roughly", "nearly", "almost", "around", "over", "under", "half",
    "halves", "equals", "equal", "percent", "so", "wrong", "incorrect", "correct", "maybe", "perhaps", "possibly",
    "power", "root", "mod", "modulo", "divided", "multiplied", "doubled", "tripled", "hundred", "thousand", "million",
    "billion", "score", "if", "unless", "except", "but", "only", "either", "neither", "nor", "instead", "rather",
  ]

  private func isParenthesisOfWords() -> Bool {
    var offset = 1
    while let token = token(offset) {
      switch token.kind {
      case .close(.round):
        // One letter is a factor: 2 (x).
        return offset > 2 || isWord(1)
      case .word, .letter: offset += 1
      default: return false
      }
    }
    return false
  }

  private func isWord(_ offset: Int) -> Bool {
    if case .word? = kind(offset) { true } else { false }
  }

  private mutating func skipParenthesis() {
    while let kind = current {
      index += 1
      if kind == .close(.round) { return }
    }
  }

  /// Where a word stands for a value: letters multiplied, a date, or words.
  mutating func word(_ word: String) throws(SyntaxError) -> Expression {
    let token = tokens[index]
    if reading.takesLettersAsDigits, !token.isUpright {
      index += 1
      if let number = digitsAndLetters(word) { return number }
      index -= 1
    }
    if Grammar.isProductOfLetters(word, isUpright: token.isUpright, isAlone: tokens.count == 1) || isOperand(word) {
      // Letter by letter, so that an exponent belongs to the last one.
      let letters = word.map { letter in
        var part = token
        part.kind = letter == "e" ? .constant(.e) : letter == "i" ? .constant(.i) : .letter(String(letter))
        part.follows = .none
        return part
      }
      tokens.replaceSubrange(index...index, with: letters)
      return try primary()
    }
    if ["negative", "minus"].contains(word.lowercased()), let next = kind(1), isNumeral(next) {
      index += 1
      return .negated(try product())
    }
    if let month = Grammar.months[word.lowercased()], let date = date(month: month) { return date }
    let start = index
    loop: while let kind = current {
      switch kind {
      case .word(let word) where index > start && Grammar.clauseWords.contains(word.lowercased()): index += 1
      case .word, .constant(.e), .constant(.i), .prime: index += 1
      case .letter: index += 1
      default: break loop
      }
    }
    return .text(Grammar.text(of: tokens[start..<index]))
  }

  /// Whether two letters that are a word elsewhere stand behind a sign of arithmetic: `2*by`.
  private func isOperand(_ word: String) -> Bool {
    guard word.utf8.count == 2, !tokens[index].isUpright, index > 0 else { return false }
    switch tokens[index - 1].kind {
    case .plus, .minus, .times, .slash, .caret: return true
    default: return false
    }
  }

  static let months: [String: Int] = [
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
  ]

  private func isNumeral(_ kind: TokenKind) -> Bool {
    switch kind {
    case .number, .fraction, .root: true
    default: false
    }
  }

  /// `5 January 2020`, at the month.
  private mutating func dayFirst(_ day: Rational, _ month: Int) -> Expression? {
    guard let day = day.smallInteger, (1...31).contains(day) else { return nil }
    index += 1
    if case .number(let digits)? = current, digits.utf8.count == 4, let year = Int(digits) {
      index += 1
      return .date(year: year, month: month, day: day)
    }
    return .date(year: nil, month: month, day: day)
  }

  /// `January 5, 2020`
  private mutating func date(month: Int) -> Expression? {
    guard case .number(let digits)? = kind(1), let day = Int(digits), (1...31).contains(day) else { return nil }
    index += 2
    if case .word(let ending)? = current, ["th", "st", "nd", "rd"].contains(ending) { index += 1 }
    let start = index
    _ = take(.comma)
    if case .number(let digits)? = current, digits.count == 4, let year = Int(digits) {
      index += 1
      return .date(year: year, month: month, day: day)
    }
    index = start
    return .date(year: nil, month: month, day: day)
  }

  /// The tokens as words, in lower case, for comparison as text.
  static func text(of tokens: ArraySlice<Token>) -> String {
    var words: [String] = []
    for token in tokens {
      switch token.kind {
      case .word(let word), .letter(let word), .number(let word): words.append(word.lowercased())
      case .constant(let constant): words.append("\(constant)")
      case .function(let name): words.append(name.rawValue)
      case .circled(let number): words.append("(\(number))")
      case .plus: words.append("+")
      case .minus: words.append("-")
      case .times: words.append("*")
      case .slash: words.append("/")
      case .caret: words.append("^")
      case .underscore: words.append("_")
      case .factorial: words.append("!")
      case .percent: words.append("%")
      case .relation(let sign): words.append(sign.rawValue)
      case .numberSet(let set): words.append(set.rawValue)
      case .fraction: words.append("frac")
      case .root: words.append("root")
      case .open(let bracket): words.append(bracket == .group ? "{" : "(")
      case .close(let bracket): words.append(bracket == .group ? "}" : ")")
      case .bar: words.append("|")
      case .begin(let name): words.append("begin" + name)
      case .end(let name): words.append("end" + name)
      case .currency(let sign): words.append(sign)
      case .ellipsis: words.append("…")
      case .plusMinus, .minusPlus: words.append("±")
      case .largeOperator(let name): words.append(name.rawValue)
      case .union: words.append("∪")
      case .intersection: words.append("∩")
      case .setDifference: words.append("∖")
      case .emptySet: words.append("∅")
      case .and: words.append("and")
      case .or: words.append("or")
      case .comma: words.append(",")
      case .semicolon: words.append(";")
      case .colon: words.append(":")
      case .degree: words.append("°")
      case .prime: words.append("′")
      case .overline: words.append("overline")
      case .binomial: words.append("binom")
      case .modulo, .modulus: words.append("mod")
      case .choose: words.append("choose")
      case .gap, .rowBreak, .columnBreak: break
      }
    }
    return words.joined(separator: " ")
  }
}
