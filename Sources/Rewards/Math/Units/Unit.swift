/// A unit of measurement: so many SI base units of a dimension, exactly. Nothing has an offset.
///
/// The base units are metre, kilogram, second, ampere, mole, candela, radian, bit, month, kelvin, degree Celsius,
/// degree Fahrenheit, ton and the main unit of each currency.
struct Unit: Sendable, Hashable {
  var dimension: Dimension
  /// Base units in one of this unit, apart from the power of pi.
  var factor: Rational
  /// The power of pi that belongs to the factor, so that a degree (pi/180) stays exact: factor 1/180, exponent 1.
  var piExponent: Int

  init(_ dimension: Dimension, factor: Rational = 1, piExponent: Int = 0) {
    self.dimension = dimension
    self.factor = factor
    self.piExponent = piExponent
  }

  init(_ kind: BaseKind, factor: Rational = 1, piExponent: Int = 0) {
    self.init(Dimension(kind), factor: factor, piExponent: piExponent)
  }

  /// The unit of plain numbers.
  static let one = Unit(.none)

  /// Larger powers are no unit anyone writes, and their factors would grow without bound.
  static let largestExponent = 12

  /// The unit to a whole power; nil beyond ``largestExponent``.
  func power(_ exponent: Int) -> Unit? {
    guard exponent.magnitude <= Unit.largestExponent.magnitude else { return nil }
    return Unit(dimension.power(exponent), factor: factor.power(exponent), piExponent: piExponent * exponent)
  }

  static func * (left: Unit, right: Unit) -> Unit {
    Unit(
      left.dimension * right.dimension, factor: left.factor * right.factor,
      piExponent: left.piExponent + right.piExponent)
  }

  static func / (left: Unit, right: Unit) -> Unit {
    Unit(
      left.dimension / right.dimension, factor: left.factor / right.factor,
      piExponent: left.piExponent - right.piExponent)
  }

  static func * (scale: Rational, unit: Unit) -> Unit {
    Unit(unit.dimension, factor: scale * unit.factor, piExponent: unit.piExponent)
  }

  /// How many of the other unit make one of this; nil where they measure different things.
  func ratio(to other: Unit) -> (factor: Rational, piExponent: Int)? {
    guard dimension == other.dimension else { return nil }
    return (factor / other.factor, piExponent - other.piExponent)
  }
}
