/// What a word that names a unit stands for.
struct UnitWord: Sendable, Hashable {
  let unit: Unit
  /// The word is as often a variable, a function or a preposition (m, s, N, in, min): take it for a unit only behind
  /// a number, and there only in prose or in an upright font.
  let isAmbiguous: Bool
  /// The word says that there is a unit and not which ("5 square units"): it may be dropped.
  let isGeneric: Bool
}

/// The names of units: English and SI in full, and the commonest of other languages.
///
/// Words that count things ("apples") are not here. Spelled names are found in any case, symbols only as written,
/// since case tells mm from Mm. A dot behind an abbreviation does not matter.
enum UnitTable {
  /// The unit that a word names.
  static func unit(_ word: String) -> Unit? { self.word(word)?.unit }

  /// The unit that a word names, with what the parser has to know of the word.
  ///
  /// The word may hold a space ("light years", "degrees Celsius", "fluid ounces"); see ``longestName``.
  static func word(_ word: String) -> UnitWord? {
    if let found = symbols[word] ?? names[word.lowercased()] { return found }
    guard word.count > 1, word.hasSuffix("."), let found = self.word(String(word.dropLast())) else { return nil }
    // "m." may end a sentence behind a variable; "in." and "min." are abbreviations.
    return word.count > 2 ? UnitWord(unit: found.unit, isAmbiguous: false, isGeneric: found.isGeneric) : found
  }

  /// The most words that a name has.
  static let longestName = 2

  /// The power that a word before or behind a unit stands for: "square feet", "metres cubed", "sq ft".
  static func modifier(_ word: String) -> Int? {
    let word = word.lowercased()
    if let power = modifiers[word] { return power }
    return word.hasSuffix(".") ? modifiers[String(word.dropLast())] : nil
  }

  /// Whether the word (or sign) means hundredths.
  static func isPercentWord(_ word: String) -> Bool { percentWords.contains(word.lowercased()) }

  /// All words with their meanings, as listed and before any is shadowed by another: for tests.
  static let listed: [(key: String, isSymbol: Bool, word: UnitWord)] = rows.flatMap(\.words)

  private static let rows: [UnitRow] =
    lengthRows + areaRows + volumeRows + massRows + timeRows + angleRows + mechanicsRows + electricityRows + otherRows
    + moneyRows + frenchRows + germanRows + spanishRows + russianRows + chineseRows

  private static let symbols: [String: UnitWord] = Dictionary(
    listed.filter(\.isSymbol).map { ($0.key, $0.word) }, uniquingKeysWith: { first, _ in first })

  private static let names: [String: UnitWord] = Dictionary(
    listed.filter { !$0.isSymbol }.map { ($0.key, $0.word) }, uniquingKeysWith: { first, _ in first })

  private static let modifiers: [String: Int] = {
    let squared = """
      square squares squared sq carré carrés carre carres quadrat cuadrado cuadrados quadrado quadrados quadrati \
      quadrato квадратный квадратных квадратные квадратного кв 平方
      """
    let cubed = """
      cubic cube cubes cubed cu cúbico cúbicos cubico cubicos kubik cubi cubo кубический кубических кубические \
      кубического куб 立方
      """
    let squares = squared.split(separator: " ").map { (String($0), 2) }
    let cubes = cubed.split(separator: " ").map { (String($0), 3) }
    return Dictionary(squares + cubes, uniquingKeysWith: { first, _ in first })
  }()

  private static let percentWords: Set<String> = [
    "%", "\\%", "％", "percent", "percents", "per cent", "percentage", "pct", "pct.", "pourcent", "pour cent",
    "prozent", "porciento", "por ciento", "por cento", "процент", "процента", "процентов", "проценты",
  ]
}
