import Testing

@testable import Rewards

@Suite struct DoubleIntervalTests {
  typealias Context = DoubleInterval.Context

  func wide(_ value: Rational, _ generator: inout SeededGenerator, _ context: inout Context) -> DoubleInterval {
    let below = Rational(Int.random(in: 0...1000, using: &generator), 1 << Int.random(in: 0...40, using: &generator))
    let above = Rational(Int.random(in: 0...1000, using: &generator), 1 << Int.random(in: 0...40, using: &generator))
    let (low, high) = (DoubleInterval(enclosing: value - below), DoubleInterval(enclosing: value + above))
    return low.minimum(high, &context).hull(high)
  }

  @Test func arithmeticContainsTheExactResult() throws {
    var generator = SeededGenerator(seed: 7)
    var context = Context()
    for round in 0..<400 {
      let (a, b) = (generator.rational(), generator.positive())
      let isWide = round % 2 == 0
      let x = isWide ? wide(a, &generator, &context) : .exact(a, &context)
      let y = isWide ? wide(b, &generator, &context) : .exact(b, &context)
      #expect(x.contains(a) && y.contains(b))
      #expect(x.plus(y, &context).contains(a + b))
      #expect(x.minus(y, &context).contains(a - b))
      #expect(x.times(y, &context).contains(a * b))
      #expect(x.squared(&context).contains(a * a))
      #expect(x.maximum(y, &context).contains(max(a, b)))
      if !y.containsZero {
        #expect(try x.divided(by: y, &context).contains(a / b))
        #expect(try y.power(-3, &context).contains(b.power(-3)))
      }
      for exponent in [2, 3, 7] {
        #expect(try x.power(exponent, &context).contains(a.power(exponent)), "\(x) \(exponent)")
      }
    }
  }

  /// Functions of wide intervals overlap the precise balls of the points inside.
  @Test func functionsContainInnerPoints() throws {
    var generator = SeededGenerator(seed: 8)
    var context = Context()
    var decided = 0
    for _ in 0..<60 {
      let a = Rational(Int.random(in: -12_000...12_000, using: &generator), 1000)
      let reach = Rational(Int.random(in: 0...1000, using: &generator), 1 << Int.random(in: 8...40, using: &generator))
      let x = DoubleInterval(enclosing: a - reach).hull(DoubleInterval(enclosing: a + reach * 2))
      var balls = BallContext(bits: 128)
      let point = RealBall.exact(a, &balls)
      for index in 0..<FunctionTable<DoubleInterval>.count {
        guard let whole = try? FunctionTable.apply(index, x, &context) else { continue }
        let inner = try FunctionTable.apply(index, point, &balls)
        #expect(whole.contains(inner.mid.rational), "\(index) of \(x) at \(a)")
        decided += 1
      }
    }
    #expect(decided > 500)
  }

  @Test func extremesOfSineAndCosineAreInside() {
    var context = Context()
    let (sine, cosine) = DoubleInterval(unchecked: 1.5, 1.6).sinCos(&context)
    #expect(sine.upper == 1 && sine.lower > 0.99)
    #expect(cosine.lower < 0 && cosine.upper > 0 && cosine.upper < 0.1)
    #expect(DoubleInterval(unchecked: 3, 3.3).sinCos(&context).cos.lower == -1)
    #expect(DoubleInterval(unchecked: -0.1, 0.1).sinCos(&context).cos.upper == 1)
    #expect(DoubleInterval(unchecked: -1.6, -1.5).sinCos(&context).sin.lower == -1)
    let far = DoubleInterval(unchecked: 1e300, 1e301).sinCos(&context)
    #expect(far.sin == DoubleInterval(unchecked: -1, 1) && far.cos == DoubleInterval(unchecked: -1, 1))
    let turn = DoubleInterval(unchecked: 0, 7).sinCos(&context)
    #expect(turn.sin == DoubleInterval(unchecked: -1, 1) && turn.cos == DoubleInterval(unchecked: -1, 1))
  }

  @Test func numbersBeyondTheMachineAreEnclosed() throws {
    var context = Context()
    let huge = Rational(10).power(400)
    let x = DoubleInterval.exact(huge, &context)
    #expect(x.lower == .greatestFiniteMagnitude && x.upper == .infinity)
    let tiny = DoubleInterval.exact(huge.inverse, &context)
    #expect(tiny.lower == 0 && tiny.upper == .leastNonzeroMagnitude)
    #expect(DoubleInterval.exact(-huge, &context).upper == -.greatestFiniteMagnitude)
    // Whatever is done with them, no NaN comes out.
    let all = [x, tiny, x.negated, tiny.negated, .everything, .zero, .one]
    for a in all {
      for b in all {
        let results = [
          a.plus(b, &context), a.minus(b, &context), a.times(b, &context), try? a.divided(by: b, &context),
          try? a.power(b, &context), try? a.atan2(b, &context), a.maximum(b, &context),
        ]
        for result in results.compactMap({ $0 }) { #expect(result.lower <= result.upper, "\(a) \(b)") }
      }
      for index in 0..<FunctionTable<DoubleInterval>.count {
        guard let result = try? FunctionTable.apply(index, a, &context) else { continue }
        #expect(result.lower <= result.upper && result.lower < .infinity && result.upper > -.infinity, "\(index) \(a)")
      }
    }
  }

  @Test func smallNumbersStayExact() throws {
    var context = Context()
    let (two, three) = (DoubleInterval(point: 2), DoubleInterval(point: 3))
    #expect(two.plus(three, &context) == DoubleInterval(point: 5))
    #expect(two.times(three, &context) == DoubleInterval(point: 6))
    #expect(try three.power(7, &context) == DoubleInterval(point: 2187))
    #expect(try DoubleInterval(point: 343).root(3, &context) == DoubleInterval(point: 7))
    #expect(try DoubleInterval(point: 9).squareRoot(&context) == three)
    #expect(try !two.divided(by: three, &context).isExact)
    #expect(DoubleInterval(unchecked: -2, 3).times(.zero, &context).isExactlyZero)
    #expect(DoubleInterval.everything.times(.zero, &context).isExactlyZero)
    #expect(try DoubleInterval(point: 2.5).floor(&context) == two)
    #expect(throws: NumericFailure.indeterminate) { try DoubleInterval(unchecked: 1.5, 2.5).floor(&context) }
    #expect(throws: NumericFailure.indeterminate) { try DoubleInterval(unchecked: 1.5, 1.6).tan(&context) }
  }
}

extension DoubleInterval {
  func hull(_ other: DoubleInterval) -> DoubleInterval {
    DoubleInterval(unchecked: min(lower, other.lower), max(upper, other.upper))
  }
}

/// The functions of one argument by number.
enum FunctionTable<Real: RealEnclosure> {
  static var count: Int { 19 }

  static func apply(_ index: Int, _ x: Real, _ context: inout Real.Context) throws(NumericFailure) -> Real {
    switch index {
    case 0: try x.exp(&context)
    case 1: try x.log(&context)
    case 2: try x.sin(&context)
    case 3: try x.cos(&context)
    case 4: try x.tan(&context)
    case 5: try x.asin(&context)
    case 6: try x.acos(&context)
    case 7: try x.atan(&context)
    case 8: try x.sinh(&context)
    case 9: try x.cosh(&context)
    case 10: try x.tanh(&context)
    case 11: try x.asinh(&context)
    case 12: try x.acosh(&context)
    case 13: try x.atanh(&context)
    case 14: try x.squareRoot(&context)
    case 15: try x.root(3, &context)
    case 16: try x.root(70, &context)
    case 17: try x.power(100, &context)
    default: try x.atan2(.exact(Rational(-1, 7), &context), &context)
    }
  }
}
