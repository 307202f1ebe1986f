/// One independent kind of quantity: nothing converts one into another.
enum BaseKind: String, Sendable, Hashable, CaseIterable, Comparable {
  case length, mass, time, current, amount, luminosity, angle, information

  /// The three temperature scales are kinds of their own: they differ by an offset, not by a factor, and an answer
  /// in one of them is not an answer in another. So 20 °C never equals 293.15 K.
  case kelvin, celsius, fahrenheit

  /// A month is no fixed number of days, so months and years (12 months) convert among themselves only.
  case month

  /// 2000 pounds, 2240 pounds or 1000 kilograms, depending on who writes. A tonne is a mass.
  case ton

  case dollar, euro, sterling, yen, yuan, rupee, ruble, won, franc, peso, real, krona, zloty, lira, hryvnia, rand

  static func < (left: BaseKind, right: BaseKind) -> Bool { left.rawValue < right.rawValue }
}

/// What a unit measures: whole powers of base kinds. Money is one base kind per currency, as rates are not known.
struct Dimension: Sendable, Hashable {
  /// Never holds a zero, so that equal dimensions are equal values.
  private var exponents: [BaseKind: Int]

  static let none = Dimension([:])

  init(_ exponents: [BaseKind: Int]) { self.exponents = exponents.filter { $0.value != 0 } }

  init(_ kind: BaseKind) { exponents = [kind: 1] }

  var isNone: Bool { exponents.isEmpty }

  /// The power of a base kind, 0 where it does not occur.
  subscript(kind: BaseKind) -> Int { exponents[kind] ?? 0 }

  /// Whether it is a plain amount of money: one currency, to the first power.
  var isMoney: Bool {
    guard exponents.count == 1, let only = exponents.first else { return false }
    return only.value == 1 && Dimension.currencies.contains(only.key)
  }

  static let currencies: Set<BaseKind> = [
    .dollar, .euro, .sterling, .yen, .yuan, .rupee, .ruble, .won, .franc, .peso, .real, .krona, .zloty, .lira,
    .hryvnia, .rand,
  ]

  func power(_ exponent: Int) -> Dimension { Dimension(exponents.mapValues { $0 * exponent }) }

  static func * (left: Dimension, right: Dimension) -> Dimension {
    Dimension(left.exponents.merging(right.exponents, uniquingKeysWith: +))
  }

  static func / (left: Dimension, right: Dimension) -> Dimension { left * right.power(-1) }
}

extension Dimension: CustomStringConvertible {
  var description: String {
    let parts = exponents.sorted { $0.key < $1.key }.map { $0.value == 1 ? "\($0.key)" : "\($0.key)^\($0.value)" }
    return parts.isEmpty ? "1" : parts.joined(separator: " ")
  }
}
