import Testing

@testable import Rewards

@Suite("Names of units") struct UnitTableTests {
  @Test(
    "Units of one kind convert exactly",
    arguments: [
      ("km", "m", Rational(1000)), ("kilometers", "metre", 1000), ("cm", "meters", Rational(1, 100)),
      ("µm", "um", 1), ("\u{3bc}m", "\u{b5}m", 1), ("Mm", "mm", Rational(1_000_000_000)),
      ("in", "cm", Rational(254, 100)), ("feet", "inches", 12), ("yd", "ft", 3), ("miles", "feet", 5280),
      ("″", "in.", 1), ("'", "foot", 1), ("light years", "m", Rational(9_460_730_472_580_800)), ("kg", "g", 1000),
      ("lbs", "oz", 16), ("t", "kg", 1000), ("lb", "g", Rational(45_359_237, 100_000)), ("公斤", "千克", 1),
      ("斤", "克", 500), ("hours", "s", 3600), ("hr", "min", 60), ("days", "h", 24), ("weeks", "days", 7),
      ("years", "months", 12), ("ms", "s", Rational(1, 1000)), ("L", "mL", 1000), ("litres", "liter", 1),
      ("gal", "qt", 4), ("pint", "cups", 2), ("tablespoons", "tsp", 3), ("kWh", "J", 3_600_000),
      ("MHz", "kHz", 1000), ("kcal", "J", 4184), ("atm", "Pa", 101_325), ("kΩ", "ohms", 1000),
      ("arcminutes", "arcsec", 60), ("deg", "°", 1), ("revolutions", "degrees", 360),
      ("cents", "$", Rational(1, 100)), ("pence", "£", Rational(1, 100)), ("dollars", "USD", 1), ("byte", "bits", 8),
      ("MB", "KB", 1000), ("KiB", "byte", 1024), ("mètres", "m", 1), ("Stunden", "heures", 1),
      ("centímetros", "cm", 1), ("часов", "小时", 1), ("公里", "kilomètre", 1), ("рублей", "rubles", 1),
      ("kmh", "mps", Rational(5, 18)), ("hectares", "acre", Rational(10_000) / acreInSquareMetres),
    ])
  func ratios(_ name: String, _ other: String, _ expected: Rational) throws {
    let ratio = try #require(try unit(name).ratio(to: unit(other)))
    #expect(ratio.factor == expected)
    #expect(ratio.piExponent == 0)
  }

  @Test(
    "Kinds that nothing converts into one another stay apart",
    arguments: [
      ("$", "€"), ("pounds", "£"), ("yen", "yuan"), ("°C", "K"), ("°C", "°F"), ("days", "months"),
      ("tons", "tonnes"), ("m", "s"), ("m", "L"), ("J", "W"), ("degrees", "celsius"), ("hertz", "rpm"),
      ("bits", "m"), ("ounces", "fluid ounces"),
    ])
  func kindsApart(_ name: String, _ other: String) throws {
    #expect(try unit(name).ratio(to: unit(other)) == nil)
  }

  @Test func aDegreeIsAnExactPartOfPi() throws {
    #expect(try unit("°") == Unit(.angle, factor: Rational(1, 180), piExponent: 1))
    let ratio = try #require(try unit("degrees").ratio(to: unit("radians")))
    #expect(ratio.factor == Rational(1, 180))
    #expect(ratio.piExponent == 1)
  }

  @Test func productsQuotientsAndPowersCombineDimensions() throws {
    let newtonMetre = try unit("N") * unit("m")
    #expect(try newtonMetre == unit("joules"))
    #expect(try unit("W") == unit("volts") * unit("amps"))
    #expect(try unit("mph").ratio(to: unit("miles") / unit("hours"))?.factor == 1)
    #expect(try unit("cm").power(3)?.ratio(to: unit("mL"))?.factor == 1)
    #expect(try unit("m").power(2) == unit("平方米"))
    #expect(try unit("s").power(-1) == unit("Hz"))
    #expect(try (unit("m") / unit("m")).dimension.isNone)
    #expect(try unit("degrees").power(2)?.piExponent == 2)
    #expect(try unit("km").power(1_000_000) == nil)
    #expect(try unit("km").power(.min) == nil)
    #expect(Dimension([.length: 2, .time: -1]).power(2)[.time] == -2)
  }

  @Test("Case matters for symbols only")
  func cases() throws {
    #expect(try unit("Meters") == unit("meters"))
    #expect(try unit("HOURS") == unit("hours"))
    #expect(try unit("Degrees Celsius") == unit("°C"))
    #expect(UnitTable.unit("S") != UnitTable.unit("s"))
    #expect(try unit("mW") != unit("MW"))
    for word in ["", ".", "x", "apples", "people", "cows", "square", "per", "a", "KHz m", "%"] {
      #expect(UnitTable.unit(word) == nil, "\(word)")
    }
  }

  @Test("Words that may be variables say so")
  func ambiguity() {
    let ambiguous = "m s g h A V N J L C K T W in min sec ms mg ' м m.".split(separator: " ").map(String.init)
    for word in ambiguous {
      #expect(UnitTable.word(word)?.isAmbiguous == true, "\(word)")
    }
    for word in ["cm", "km", "kg", "meters", "°", "$", "米", "元", "원", "ft", "in.", "mol", "km.", "degrees", "€"] {
      #expect(UnitTable.word(word)?.isAmbiguous == false, "\(word)")
    }
  }

  @Test func unitsWithoutAKindAreGeneric() throws {
    for word in ["unit", "Units", "единиц"] {
      #expect(UnitTable.word(word)?.isGeneric == true)
      #expect(try unit(word) == .one)
    }
    #expect(UnitTable.word("meters")?.isGeneric == false)
  }

  @Test func modifiersAndPercentWords() {
    #expect(UnitTable.modifier("Square") == 2)
    #expect(UnitTable.modifier("sq.") == 2)
    #expect(UnitTable.modifier("cubed") == 3)
    #expect(UnitTable.modifier("meters") == nil)
    #expect(UnitTable.isPercentWord("Percent"))
    #expect(UnitTable.isPercentWord("\\%"))
    #expect(!UnitTable.isPercentWord("points"))
  }

  @Test("No word has two meanings, and none is longer than the parser looks")
  func table() {
    var meanings: [String: UnitWord] = [:]
    for entry in UnitTable.listed {
      if let other = meanings[entry.key] { #expect(other == entry.word, "\(entry.key)") }
      meanings[entry.key] = entry.word
      #expect(entry.key.split(separator: " ").count <= UnitTable.longestName, "\(entry.key)")
      #expect(!entry.word.unit.factor.isZero)
      // A name in lower case that equals another unit's symbol up to case would be found for a misprint of it.
      #expect(UnitTable.word(entry.key) == entry.word, "\(entry.key)")
      #expect(UnitTable.modifier(entry.key) == nil && !UnitTable.isPercentWord(entry.key), "\(entry.key)")
    }
    #expect(meanings.count > 1000)
  }

  @Test func moneyIsKnownAsSuch() throws {
    #expect(try unit("cents").dimension.isMoney)
    #expect(try !unit("m").dimension.isMoney)
    #expect(try !(unit("$") / unit("hours")).dimension.isMoney)
    #expect(try "\(unit("mph").dimension)" == "length time^-1")
  }
}

/// 4840 square yards of 0.9144 metres.
private let acreInSquareMetres = Rational(4840) * Rational(9144, 10_000).power(2)

private func unit(_ word: String) throws -> Unit { try #require(UnitTable.unit(word), "\(word)") }
