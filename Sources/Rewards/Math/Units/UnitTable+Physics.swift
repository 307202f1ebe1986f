/// Masses and what physics measures. Where a unit has an exact definition, the factor is that definition.
extension UnitTable {
  static let kilogram = Unit(.mass)
  static let gram = Rational(1, 1000) * kilogram
  static let pound = Rational(45_359_237, 100_000_000) * kilogram
  static let tonne = Rational(1000) * kilogram

  static let hertz = Unit.one / second
  static let newton = kilogram * metre / (second * second)
  static let joule = newton * metre
  static let watt = joule / second
  static let pascal = newton / (metre * metre)
  /// The weight of a pound under the standard fall of 9.80665 metres per second squared.
  static let poundForce = Rational(980_665, 100_000) * (pound * metre / (second * second))

  static let ampere = Unit(.current)
  static let coulomb = ampere * second
  static let volt = watt / ampere
  static let ohm = volt / ampere
  static let farad = coulomb / volt
  static let weber = volt * second
  static let tesla = weber / (metre * metre)
  static let henry = weber / ampere
  private static let byte = Rational(8) * Unit(.information)
  private static let electronvolt = Rational(1_602_176_634) * Rational(10).power(-28) * joule

  static let massRows: [UnitRow] = [
    UnitRow(gram, "gram grams gramme grammes", symbols: "g", prefixes: "n u m c d k"),
    UnitRow(gram, "gms", symbols: "gm"),
    UnitRow(kilogram, "kilo kilos kgs", symbols: "Kg KG ㎏"),
    UnitRow(tonne, "tonne tonnes metric_ton metric_tons", symbols: "t"),
    UnitRow(Unit(.ton), "ton tons"),
    UnitRow(Rational(1, 5000) * kilogram, "carat carats karat"),
    UnitRow(pound, "pound pounds lbs", symbols: "lb Lb"),
    UnitRow(Rational(1, 16) * pound, "ounce ounces ozs", symbols: "oz"),
  ]

  static let mechanicsRows: [UnitRow] = [
    UnitRow(hertz, "hertz", symbols: "Hz", prefixes: "m k M G T"),
    UnitRow(newton, "newton newtons", symbols: "N", prefixes: "m u k M G"),
    UnitRow(joule, "joule joules", symbols: "J", prefixes: "m u n k M G T"),
    UnitRow(watt, "watt watts", symbols: "W", prefixes: "m u n k M G T"),
    UnitRow(Rational(3600) * joule, "watt-hour watt-hours watthour watthours", symbols: "Wh", prefixes: "k M G T"),
    UnitRow(Rational(3_600_000) * joule, "kilowatt-hour kwhr", symbols: "KWh KWH kwh"),
    UnitRow(pascal, "pascal pascals", symbols: "Pa", prefixes: "m h k M G"),
    UnitRow(Rational(100_000) * pascal, "bar bars", symbols: "bar", prefixes: "m k"),
    UnitRow(Rational(101_325) * pascal, "atm atmosphere atmospheres"),
    UnitRow(Rational(101_325, 760) * pascal, "torr", symbols: "Torr"),
    UnitRow(Rational(133_322_387_415) * Rational(10).power(-9) * pascal, "mmhg"),
    UnitRow(poundForce / (inch * inch), "psi"),
    UnitRow(poundForce, "lbf pounds-force pound-force"),
    UnitRow(Rational(1, 100_000) * newton, "dyne dynes", symbols: "dyn"),
    UnitRow(Rational(1, 10_000_000) * joule, "erg ergs"),
    UnitRow(Rational(4184, 1000) * joule, "calorie calories", symbols: "cal", prefixes: "m k M"),
    UnitRow(Rational(4184) * joule, "kcals", symbols: "Kcal"),
    UnitRow(electronvolt, "electronvolt electronvolts electron_volt electron_volts"),
    UnitRow(electronvolt, "", symbols: "eV", prefixes: "m k M G T"),
    UnitRow(Rational(550) * (foot * poundForce / second), "horsepower", symbols: "hp HP"),
  ]

  static let electricityRows: [UnitRow] = [
    UnitRow(ampere, "ampere amperes amp amps ampère ampères", symbols: "A", prefixes: "n u m k"),
    UnitRow(coulomb, "coulomb coulombs", symbols: "C", prefixes: "p n u m"),
    UnitRow(volt, "volt volts", symbols: "V", prefixes: "n u m k M"),
    UnitRow(ohm, "ohm ohms", symbols: "Ω", prefixes: "m u k M G"),
    UnitRow(farad, "farad farads", symbols: "F", prefixes: "p n u m"),
    UnitRow(weber, "weber webers", symbols: "Wb", prefixes: "m u"),
    UnitRow(tesla, "tesla teslas", symbols: "T", prefixes: "n u m"),
    UnitRow(henry, "henry henries henrys", symbols: "H", prefixes: "n u m"),
    UnitRow(Unit.one / ohm, "siemens", symbols: "S", prefixes: "u m"),
  ]

  static let otherRows: [UnitRow] = [
    UnitRow(Unit(.kelvin), "kelvin kelvins", symbols: "K", prefixes: "n u m"),
    UnitRow(
      Unit(.celsius), "celsius centigrade degree_celsius degrees_celsius degree_centigrade degrees_centigrade degc",
      symbols: "°C ºC ℃ degC °c"),
    UnitRow(
      Unit(.fahrenheit), "fahrenheit degree_fahrenheit degrees_fahrenheit degf", symbols: "°F ºF ℉ degF °f"),
    UnitRow(Unit(.amount), "mole moles", symbols: "mol mols", prefixes: "n u m k"),
    UnitRow(Unit(.luminosity), "candela candelas", symbols: "cd"),
    UnitRow(Unit(.luminosity) * (Unit(.angle) * Unit(.angle)), "lumen lumens", symbols: "lm"),
    UnitRow(Unit(.luminosity) * (Unit(.angle) * Unit(.angle)) / squareMetre, "lux", symbols: "lx"),
    UnitRow(Unit(.information), "bit bits", symbols: "bit", prefixes: "k M G T"),
    UnitRow(Rational(1000) * Unit(.information), "", symbols: "kb Kb"),
    UnitRow(Rational(1_000_000) * Unit(.information), "", symbols: "Mb"),
    UnitRow(Rational(1_000_000_000) * Unit(.information), "", symbols: "Gb"),
    UnitRow(byte, "byte bytes", symbols: "byte", prefixes: "k M G T"),
    UnitRow(Rational(1000) * byte, "", symbols: "kB KB"),
    UnitRow(Rational(1_000_000) * byte, "", symbols: "MB"),
    UnitRow(Rational(1_000_000_000) * byte, "", symbols: "GB"),
    UnitRow(Rational(1_000_000_000_000) * byte, "", symbols: "TB"),
    UnitRow(Rational(1024) * byte, "kib kibibyte kibibytes"),
    UnitRow(Rational(1 << 20) * byte, "mib mebibyte mebibytes"),
    UnitRow(Rational(1 << 30) * byte, "gib gibibyte gibibytes"),
    UnitRow(
      Unit.one, "unit units unité unités unidad unidades einheit einheiten единица единицы единиц 单位",
      isGeneric: true),
  ]
}
