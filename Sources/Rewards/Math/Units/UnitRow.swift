/// One unit of the table with all that it is called.
struct UnitRow: Sendable {
  let unit: Unit
  /// Spelled names, found in any case; separated by spaces, with "_" for a space inside a name.
  let names: String
  /// Symbols and abbreviations, found only as written.
  let symbols: String
  /// The short SI prefixes that symbols are used with. Where there are any, names take all spelled prefixes.
  let prefixes: String
  let isGeneric: Bool

  init(_ unit: Unit, _ names: String, symbols: String = "", prefixes: String = "", isGeneric: Bool = false) {
    self.unit = unit
    self.names = names
    self.symbols = symbols
    self.prefixes = prefixes
    self.isGeneric = isGeneric
  }

  /// Every word for this unit and for its decimal multiples. The keys of names are in lower case.
  var words: [(key: String, isSymbol: Bool, word: UnitWord)] {
    var words: [(key: String, isSymbol: Bool, word: UnitWord)] = []
    func add(_ key: String, isSymbol: Bool, _ unit: Unit) {
      let word = UnitWord(unit: unit, isAmbiguous: UnitRow.isAmbiguous(key), isGeneric: isGeneric)
      words.append((isSymbol ? key : key.lowercased(), isSymbol, word))
    }
    let names = UnitRow.split(names)
    let symbols = UnitRow.split(symbols)
    for name in names { add(name, isSymbol: false, unit) }
    for symbol in symbols { add(symbol, isSymbol: true, unit) }
    guard !prefixes.isEmpty else { return words }
    for (prefix, power) in UnitRow.spelledPrefixes {
      for name in names { add(prefix + name, isSymbol: false, Rational(10).power(power) * unit) }
    }
    for prefix in UnitRow.split(prefixes) {
      guard let (spellings, power) = UnitRow.shortPrefixes[prefix] else { continue }
      for spelling in spellings {
        for symbol in symbols { add(spelling + symbol, isSymbol: true, Rational(10).power(power) * unit) }
      }
    }
    return words
  }

  private static func split(_ list: String) -> [String] {
    list.split(separator: " ").map { $0.split(separator: "_").joined(separator: " ") }
  }

  /// One or two letters may as well be variables or their product, unless everybody reads a unit.
  private static func isAmbiguous(_ word: String) -> Bool {
    if ambiguousWords.contains(word) { return true }
    return word.count <= 2 && word.allSatisfy(\.isLetter) && !word.contains(where: \.isIdeograph)
      && !plainSymbols.contains(word)
  }

  private static let ambiguousWords: Set<String> = [
    "min", "sec", "'", "\"", "''", "′", "″", "’", "”", "“",
  ]

  private static let plainSymbols: Set<String> = [
    "cm", "mm", "km", "Km", "KM", "CM", "dm", "kg", "Kg", "KG", "mL", "ml", "ft", "Ft", "FT", "yd", "mi", "oz", "lb",
    "hr", "Hz", "Pa", "eV", "kW", "kN", "kJ", "kV", "kB", "KB", "MB", "GB", "TB", "ha", "Wh", "Rs", "RS", "kΩ", "MΩ",
    "Ω", "µm", "μm", "µs", "μs", "µg", "μg", "см", "мм", "км", "дм", "кг", "га", "мл",
  ]

  private static let spelledPrefixes: [(String, Int)] = [
    ("pico", -12), ("nano", -9), ("micro", -6), ("milli", -3), ("centi", -2), ("deci", -1), ("deca", 1), ("hecto", 2),
    ("kilo", 3), ("mega", 6), ("giga", 9), ("tera", 12),
  ]

  /// Two code points are in use for the micro sign, and plain text has "u".
  private static let shortPrefixes: [String: (spellings: [String], power: Int)] = [
    "f": (["f"], -15), "p": (["p"], -12), "n": (["n"], -9), "u": (["u", "\u{b5}", "\u{3bc}"], -6), "m": (["m"], -3),
    "c": (["c"], -2), "d": (["d"], -1), "h": (["h"], 2), "k": (["k"], 3), "M": (["M"], 6), "G": (["G"], 9),
    "T": (["T"], 12),
  ]
}

extension Character {
  /// Chinese characters, Japanese and Korean syllables: never variables.
  fileprivate var isIdeograph: Bool {
    unicodeScalars.contains {
      (0x3040...0x30ff).contains($0.value) || (0x3400...0x9fff).contains($0.value)
        || (0xac00...0xd7a3).contains($0.value)
    }
  }
}
