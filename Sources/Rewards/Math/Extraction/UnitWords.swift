/// Percent and units directly behind a value belong to it: "$\boxed{20}$ percent", "5 km/h". Other words do not:
/// "5 apples" is 5. Words of scale ("3.5 million") are read as units.
struct UnitWords {
  let text: ResponseText
  let tokens: [ProseToken]

  /// Where the unit that starts at that token ends; `nil` if none does.
  func end(from start: Int) -> Int? {
    guard start < tokens.count else { return nil }
    if tokens[start].kind == .percent { return start + 1 }
    if let end = degree(at: start) { return end }
    guard var end = unit(at: start) else { return nil }
    while let next = quotient(at: end) ?? unit(at: end) { end = next }
    return end
  }

  /// `^\circ`, or a degree sign with its scale: "°C".
  private func degree(at start: Int) -> Int? {
    var index = start
    if text[tokens[index].start] == UInt8(ascii: "^"), index + 1 < tokens.count { index += 1 }
    guard tokens[index].kind == .suffix, let sign = text.bytes[tokens[index].range].last,
      sign == 0xB0 || Glyph.isLetter(sign)
    else { return nil }
    index += 1
    if index < tokens.count, Self.scales.contains(tokens[index].key), isGlued(index) { return index + 1 }
    return index
  }

  private func unit(at start: Int) -> Int? {
    var index = start
    if index + 1 < tokens.count, Self.prefixes.contains(tokens[index].key) { index += 1 }
    guard index < tokens.count, isUnit(index) else { return nil }
    index += 1
    return power(at: index) ?? index
  }

  private func isUnit(_ index: Int) -> Bool {
    switch tokens[index].kind {
    case .command: isUnitCommand(tokens[index].range)
    case .variable: isLetterUnit(tokens[index].range) && !isOperand(index)
    case .word: Self.words.contains(tokens[index].key)
    default: false
    }
  }

  /// "5 m + x" is mathematics, "5 m" and "5 m^2" are lengths and areas.
  private func isOperand(_ index: Int) -> Bool {
    guard index + 1 < tokens.count else { return false }
    let next = tokens[index + 1]
    return next.kind == .opening && next.start == tokens[index].end
  }

  /// `^2`, `^{2}`, `²`.
  private func power(at start: Int) -> Int? {
    guard start < tokens.count, isGlued(start) else { return nil }
    if tokens[start].kind == .suffix { return start + 1 }
    // "cm$^2$"
    if let inner = tokens[start].inner { return text.byte(inner.lowerBound) == UInt8(ascii: "^") ? start + 1 : nil }
    guard text[tokens[start].start] == UInt8(ascii: "^"), start + 1 < tokens.count else { return nil }
    if tokens[start + 1].kind == .number { return start + 2 }
    return tokens[start + 1].group.map { $0 + 1 }
  }

  /// "/h", " per hour".
  private func quotient(at start: Int) -> Int? {
    guard start < tokens.count else { return nil }
    let isSlash = text[tokens[start].start] == UInt8(ascii: "/") && isGlued(start)
    return isSlash || tokens[start].key == Self.per ? unit(at: start + 1) : nil
  }

  private func isGlued(_ index: Int) -> Bool { index > 0 && tokens[index].start == tokens[index - 1].end }

  private func isLetterUnit(_ range: Range<Int>) -> Bool {
    range.count == 1 && Self.letters.contains(text[range.lowerBound])
  }

  private func isUnitCommand(_ range: Range<Int>) -> Bool {
    guard let open = text.first([Glyph.openBrace], in: range) else { return false }
    let inner = text.trimmed(open + 1..<max(open + 1, range.upperBound - 1))
    let letters = inner.lowerBound..<text.lettersEnd(from: inner.lowerBound, to: inner.upperBound)
    let first = WordKey(text, letters)
    return Self.words.contains(first) || Self.prefixes.contains(first) || isLetterUnit(letters)
  }

  /// Letters that are units behind a number in prose; others are as likely variables.
  private static let letters = ByteSet("msghlLNJW")
  private static let scales: WordSet = ["c", "f"]
  private static let per: WordKey = "per"

  private static let prefixes: WordSet = ["square", "cubic", "sq", "cu", "fluid", "nautical", "metric", "light"]

  private static let words: WordSet = [
    "hundred", "thousand", "million", "billion", "trillion", "dozen", "percent", "percentage", "pct", "degree",
    "degrees", "radian", "radians", "rad", "unit", "units", "mm", "cm", "dm", "km", "nm", "meter", "meters", "metre",
    "metres", "centimeter", "centimeters", "centimetre", "centimetres", "millimeter", "millimeters", "kilometer",
    "kilometers", "kilometre", "kilometres", "mile", "miles", "mi", "foot", "feet", "ft", "inch", "inches", "yard",
    "yards", "yd", "acre", "acres", "hectare", "hectares", "ha", "kg", "mg", "gram", "grams", "kilogram", "kilograms",
    "milligram", "milligrams", "ton", "tons", "tonne", "tonnes", "pound", "pounds", "lb", "lbs", "ounce", "ounces",
    "oz", "liter", "liters", "litre", "litres", "milliliter", "milliliters", "ml", "mL", "gallon", "gallons", "quart",
    "quarts", "pint", "pints", "cup", "cups", "second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins",
    "hour", "hours", "hr", "hrs", "day", "days", "week", "weeks", "month", "months", "year", "years", "ms", "dollar",
    "dollars", "cent", "cents", "euro", "euros", "yuan", "rupee", "rupees", "yen", "mph", "kmh", "kph", "joule",
    "joules", "newton", "newtons", "watt", "watts", "kw", "kWh", "kJ", "volt", "volts", "amp", "amps", "hertz", "Hz",
    "kHz", "mol", "moles", "celsius", "fahrenheit", "kelvin",
  ]
}
