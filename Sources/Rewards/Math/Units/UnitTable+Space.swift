/// Lengths, areas and volumes.
extension UnitTable {
  static let metre = Unit(.length)
  static let centimetre = Rational(1, 100) * metre
  static let kilometre = Rational(1000) * metre
  static let inch = Rational(254, 10000) * metre
  static let foot = Rational(12) * inch
  static let yard = Rational(36) * inch
  static let mile = Rational(5280) * foot
  private static let astronomicalUnit = Rational(149_597_870_700) * metre

  static let squareMetre = metre * metre
  static let hectare = Rational(10_000) * squareMetre
  static let cubicMetre = metre * metre * metre
  static let litre = Rational(1, 1000) * cubicMetre
  /// The gallon of the United States, like everything below it: the imperial one hardly occurs in problems.
  static let gallon = Rational(231) * (inch * inch * inch)

  static let lengthRows: [UnitRow] = [
    UnitRow(metre, "meter meters metre metres", symbols: "m", prefixes: "f n u m c d k M G"),
    UnitRow(metre, "mtr mtrs"),
    UnitRow(kilometre, "kms klick klicks", symbols: "Km KM"),
    UnitRow(centimetre, "cms", symbols: "CM"),
    UnitRow(Rational(1, 1000) * metre, "mms"),
    UnitRow(Rational(1, 1_000_000) * metre, "micron microns"),
    UnitRow(Rational(1, 10_000_000_000) * metre, "angstrom angstroms ångström ångströms", symbols: "\u{c5}"),
    UnitRow(inch, "inch inches", symbols: "in ins \" '' ″ ” “"),
    UnitRow(foot, "foot feet", symbols: "ft Ft FT ' ′ ’"),
    UnitRow(yard, "yard yards yds", symbols: "yd"),
    UnitRow(mile, "mile miles", symbols: "mi"),
    UnitRow(Rational(1852) * metre, "nautical_mile nautical_miles", symbols: "nmi"),
    UnitRow(Rational(660) * foot, "furlong furlongs"),
    UnitRow(Rational(6) * foot, "fathom fathoms"),
    UnitRow(
      Rational(9_460_730_472_580_800) * metre, "light_year light_years light-year light-years lightyear lightyears",
      symbols: "ly"),
    UnitRow(astronomicalUnit, "astronomical_unit astronomical_units", symbols: "AU"),
    // 648000/pi astronomical units, by definition.
    UnitRow(Unit(.length, factor: 648_000 * astronomicalUnit.factor, piExponent: -1), "parsec parsecs", symbols: "pc"),
  ]

  static let areaRows: [UnitRow] = [
    UnitRow(Rational(4840) * (yard * yard), "acre acres"),
    UnitRow(hectare, "hectare hectares", symbols: "ha"),
    UnitRow(squareMetre, "sqm", symbols: "㎡"),
    UnitRow(centimetre * centimetre, "sqcm", symbols: "㎠"),
    UnitRow(kilometre * kilometre, "sqkm", symbols: "㎢"),
    UnitRow(inch * inch, "sqin"),
    UnitRow(foot * foot, "sqft"),
    UnitRow(mile * mile, "sqmi"),
  ]

  static let volumeRows: [UnitRow] = [
    UnitRow(litre, "liter liters litre litres", symbols: "L l ℓ", prefixes: "u m c d h k M"),
    UnitRow(litre, "ltr ltrs"),
    UnitRow(Rational(1, 1000) * litre, "mls", symbols: "㎖ cc ccm"),
    UnitRow(cubicMetre, "cbm", symbols: "㎥"),
    UnitRow(foot * foot * foot, "cuft"),
    UnitRow(gallon, "gallon gallons gals", symbols: "gal"),
    UnitRow(Rational(1, 4) * gallon, "quart quarts qts", symbols: "qt"),
    UnitRow(Rational(1, 8) * gallon, "pint pints pts", symbols: "pt"),
    UnitRow(Rational(1, 16) * gallon, "cup cups"),
    UnitRow(Rational(1, 128) * gallon, "fluid_ounce fluid_ounces fl_oz", symbols: "floz"),
    UnitRow(Rational(1, 256) * gallon, "tablespoon tablespoons tbsp tbsps"),
    UnitRow(Rational(1, 768) * gallon, "teaspoon teaspoons tsp tsps"),
  ]
}
