/// What an answer means.
indirect enum Answer: Sendable, Hashable {
  case value(Scalar)
  /// An amount of a unit; angles in degrees and sums of money too.
  case quantity(Scalar, Unit)
  /// So many hundredths.
  case percent(Scalar)
  /// A number of things.
  case counted(Scalar, String)
  case infinity(isNegative: Bool)
  /// Items whose order carries no meaning unless the other side gives it one: `2, 3`.
  case list([Answer])
  case tuple([Answer])
  /// Two ends in brackets of which one at least is square.
  case interval(Interval)
  case set([Answer])
  /// A set of real numbers: intervals and single points.
  case region(Region)
  case matrix([[Scalar]])
  /// `difference = 0`
  case equation(Scalar)
  /// `difference ≠ 0`
  case inequation(Scalar)
  /// `difference > 0`, or `≥ 0`.
  case inequality(Scalar, isStrict: Bool)
  /// `a < b ≤ c` between values, smallest first; `true` where equality is excluded.
  case chain([Answer], isStrict: [Bool])
  /// The same value written several times: `3 + 4 = 7`.
  case equalities([Answer])
  case named(AnswerName, Answer)
  /// Any other relation, by its sign.
  case statement(RelationSign, [Answer])
  case ratio([Scalar])
  /// A number up to multiples of the modulus.
  case residue(Scalar, modulus: Scalar)
  case clock(hours: Int, minutes: Int, seconds: Int)
  case date(year: Int?, month: Int, day: Int)
  case numberSet(NumberSet)
  case text(String)
  case circled(Int)
}

/// What the left side of `x = 5` calls the right one.
struct AnswerName: Sendable, Hashable {
  /// As it is told from others.
  var text: String
  /// The value that it stands for in an equation, if it is a variable.
  var value: Scalar?
  /// The variables of `f(x)`, whose names carry no meaning.
  var parameters: [String] = []
  /// Names of a pair or triple: `(x, y) = …`.
  var isTuple = false
}

/// An interval of the real line; infinite ends are open.
struct Interval: Sendable, Hashable {
  enum End: Sendable, Hashable {
    case finite(Scalar)
    case infinite(isNegative: Bool)
  }

  var lower: End
  var upper: End
  var includesLower: Bool
  var includesUpper: Bool
}

/// A union of intervals, in order and apart from each other where their ends could be compared.
struct Region: Sendable, Hashable {
  var intervals: [Interval]
  /// Whether the intervals are in normal form, so that equal sets have equal intervals.
  var isOrdered: Bool

  static let line = Region(
    intervals: [
      Interval(
        lower: .infinite(isNegative: true), upper: .infinite(isNegative: false), includesLower: false,
        includesUpper: false)
    ], isOrdered: true)
  static let empty = Region(intervals: [], isOrdered: true)
}

extension Answer {
  /// Calls the closure for every scalar in it.
  func visitScalars(_ body: (Scalar) -> Void) {
    switch self {
    case .value(let value), .quantity(let value, _), .percent(let value), .counted(let value, _), .equation(let value),
      .inequation(let value), .inequality(let value, _):
      body(value)
    case .list(let items), .tuple(let items), .set(let items), .chain(let items, _), .equalities(let items),
      .statement(_, let items):
      for item in items { item.visitScalars(body) }
    case .interval(let interval): interval.visitScalars(body)
    case .region(let region): for interval in region.intervals { interval.visitScalars(body) }
    case .matrix(let rows): for row in rows { for entry in row { body(entry) } }
    case .named(_, let value): value.visitScalars(body)
    case .ratio(let parts): for part in parts { body(part) }
    case .residue(let value, let modulus):
      body(value)
      body(modulus)
    case .infinity, .clock, .date, .numberSet, .text, .circled: break
    }
  }
}

extension Interval {
  func visitScalars(_ body: (Scalar) -> Void) {
    if case .finite(let value) = lower { body(value) }
    if case .finite(let value) = upper { body(value) }
  }
}
