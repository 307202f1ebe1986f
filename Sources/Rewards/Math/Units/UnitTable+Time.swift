/// Times, speeds and angles.
extension UnitTable {
  static let second = Unit(.time)
  static let minute = Rational(60) * second
  static let hour = Rational(3600) * second
  static let day = Rational(24) * hour
  static let week = Rational(7) * day
  static let month = Unit(.month)
  static let year = Rational(12) * month

  static let radian = Unit(.angle)
  static let degree = Unit(.angle, factor: Rational(1, 180), piExponent: 1)
  static let revolution = Unit(.angle, factor: 2, piExponent: 1)

  static let timeRows: [UnitRow] = [
    UnitRow(second, "second seconds", symbols: "s", prefixes: "p n u m"),
    UnitRow(second, "sec secs"),
    UnitRow(minute, "minute minutes mins min"),
    UnitRow(hour, "hour hours hrs", symbols: "h hr Hr"),
    UnitRow(day, "day days", symbols: "d"),
    UnitRow(week, "week weeks wks", symbols: "wk"),
    UnitRow(Rational(14) * day, "fortnight fortnights"),
    UnitRow(month, "month months", symbols: "mo"),
    UnitRow(year, "year years yrs", symbols: "yr"),
    UnitRow(Rational(10) * year, "decade decades"),
    UnitRow(Rational(100) * year, "century centuries"),
    UnitRow(Rational(1000) * year, "millennium millennia millenniums"),
    UnitRow(kilometre / hour, "kph kmph kmh"),
    UnitRow(mile / hour, "mph"),
    UnitRow(metre / second, "mps"),
    UnitRow(foot / second, "fps"),
    UnitRow(Rational(1852) * metre / hour, "knot knots", symbols: "kn kt kts"),
    UnitRow(revolution / minute, "rpm"),
  ]

  static let angleRows: [UnitRow] = [
    UnitRow(radian, "radian radians", symbols: "rad rads", prefixes: "u m"),
    UnitRow(degree, "degree degrees deg degs circ \\circ", symbols: "° º ˚ ∘"),
    UnitRow(Rational(1, 60) * degree, "arcminute arcminutes arcmin arcmins"),
    UnitRow(Rational(1, 3600) * degree, "arcsecond arcseconds arcsec arcsecs"),
    UnitRow(Unit(.angle, factor: Rational(1, 200), piExponent: 1), "gradian gradians gon gons"),
    UnitRow(revolution, "revolution revolutions"),
    UnitRow(radian * radian, "steradian steradians", symbols: "sr"),
  ]
}
