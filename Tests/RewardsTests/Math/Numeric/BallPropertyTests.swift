import Testing

@testable import Rewards

/// What holds for all arguments, tried with random ones.
@Suite struct BallPropertyTests {
  static let precisions = [64, 128, 320, 1000]

  /// A ball around something else that reaches the value.
  func wide(_ value: Rational, _ generator: inout SeededGenerator, _ context: inout BallContext) -> RealBall {
    let exponent = Int.random(in: -90 ... -2, using: &generator)
    let distance = Rational(Int.random(in: -1000...1000, using: &generator), 1000) * Rational(2).power(exponent)
    return RealBall.exact(value + distance, &context).widened(.powerOfTwo(exponent))
  }

  @Test(arguments: precisions) func arithmeticContainsTheExactResult(bits: Int) throws {
    var generator = SeededGenerator(seed: UInt64(bits))
    var context = BallContext(bits: bits)
    for round in 0..<(bits > 500 ? 20 : 60) {
      let (a, b) = (generator.rational(), generator.positive())
      let isWide = round % 2 == 0
      let x = isWide ? wide(a, &generator, &context) : .exact(a, &context)
      let y = isWide ? wide(b, &generator, &context) : .exact(b, &context)
      #expect(x.contains(a) && y.contains(b))
      #expect(x.plus(y, &context).contains(a + b))
      #expect(x.minus(y, &context).contains(a - b))
      #expect(try x.times(y, &context).contains(a * b))
      #expect(try x.squared(&context).contains(a * a))
      #expect(x.maximum(y, &context).contains(max(a, b)))
      #expect(x.minimum(y, &context).contains(min(a, b)))
      #expect(x.magnitude.contains(a.magnitude))
      #expect(x.hull(y, &context).contains((a + b) * .half))
      if !y.containsZero {
        #expect(try x.divided(by: y, &context).contains(a / b))
        #expect(try y.power(-3, &context).contains(b.power(-3)))
      }
      let exponent = Int.random(in: 0...9, using: &generator)
      #expect(try x.power(exponent, &context).contains(a.power(exponent)))
    }
  }

  @Test(arguments: precisions) func functionsUndoEachOther(bits: Int) throws {
    var generator = SeededGenerator(seed: UInt64(bits) + 1)
    var context = BallContext(bits: bits)
    for _ in 0..<(bits > 500 ? 5 : 25) {
      let a = generator.positive()
      let x = RealBall.exact(a, &context)
      #expect(try x.squareRoot(&context).squared(&context).contains(a))
      #expect(try x.root(5, &context).power(5, &context).contains(a))
      #expect(try x.log(&context).exp(&context).contains(a))
      #expect(try x.negated.root(3, &context).power(3, &context).contains(-a))
      let (sine, cosine) = try x.sinCos(&context)
      #expect(try sine.squared(&context).plus(cosine.squared(&context), &context).contains(1))
      #expect(try x.atan(&context).tan(&context).contains(a))
      #expect(try x.asinh(&context).sinhCosh(&context).sinh.contains(a))
      let part = a / (a + 1)
      let y = RealBall.exact(part, &context)
      #expect(try y.asin(&context).sin(&context).contains(part))
      #expect(try y.acos(&context).cos(&context).contains(part))
      #expect(try y.atanh(&context).tanh(&context).contains(part))
    }
  }

  /// The value at a point inside, which is known to more bits, overlaps the value of the whole ball.
  @Test(arguments: precisions) func wideBallsContainInnerPoints(bits: Int) throws {
    var generator = SeededGenerator(seed: UInt64(bits) + 2)
    var (context, fine) = (BallContext(bits: bits), BallContext(bits: bits + 192))
    var decided = 0
    for _ in 0..<(bits > 500 ? 5 : 20) {
      let a = Rational(Int.random(in: -3000...3000, using: &generator), 1000)
      let x = wide(a, &generator, &context)
      let point = RealBall.exact(a, &fine)
      for index in 0..<FunctionTable<RealBall>.count {
        guard let whole = try? FunctionTable.apply(index, x, &context) else { continue }
        // Defined on the whole ball, so at every point of it.
        let inner = try FunctionTable.apply(index, point, &fine)
        #expect(whole.overlaps(inner), "\(index) \(a)")
        decided += 1
      }
    }
    #expect(decided > 50)
  }

  @Test func manyBits() throws {
    var context = BallContext(bits: 8192)
    let x = RealBall.exact(Rational(355, 226), &context)
    let (sine, cosine) = try x.sinCos(&context)
    let one = try sine.squared(&context).plus(cosine.squared(&context), &context)
    #expect(one.contains(1))
    #expect(one.rad < .powerOfTwo(-8172))
  }

  @Test func exactResultsStayExact() throws {
    var context = BallContext(bits: 128)
    let four = RealBall(4)
    #expect(try four.squareRoot(&context).exactInteger == 2)
    #expect(try RealBall(-343).root(3, &context).exactInteger == -7)
    #expect(try four.power(5, &context).exactInteger == 1024)
    #expect(try RealBall(-7).divided(by: RealBall(2), &context).floor(&context).exactInteger == -4)
    #expect(try RealBall(-7).divided(by: RealBall(2), &context).ceiling(&context).exactInteger == -3)
    #expect(try RealBall.pi(&context).floor(&context).exactInteger == 3)
    #expect(try RealBall.one.log(&context).isExactlyZero)
    #expect(try RealBall.zero.sinCos(&context).sin.isExactlyZero)
    #expect(try RealBall.one.acos(&context).isExactlyZero)
  }

  @Test func failuresAreToldApart() {
    var context = BallContext(bits: 128)
    let (one, two) = (RealBall(1), RealBall(2))
    let aroundZero = RealBall(.zero, .powerOfTwo(-100))
    #expect(throws: NumericFailure.undefined) { try two.negated.log(&context) }
    #expect(throws: NumericFailure.undefined) { try two.negated.squareRoot(&context) }
    #expect(throws: NumericFailure.undefined) { try one.divided(by: .zero, &context) }
    #expect(throws: NumericFailure.undefined) { try two.asin(&context) }
    #expect(throws: NumericFailure.undefined) { try RealBall.zero.atan2(.zero, &context) }
    #expect(throws: NumericFailure.undefined) { try one.atanh(&context) }
    #expect(throws: NumericFailure.indeterminate) { try aroundZero.log(&context) }
    #expect(throws: NumericFailure.indeterminate) { try one.divided(by: aroundZero, &context) }
    #expect(throws: NumericFailure.indeterminate) { try aroundZero.squareRoot(&context) }
    #expect(throws: NumericFailure.indeterminate) { try aroundZero.atan2(one.negated, &context) }
    #expect(throws: NumericFailure.indeterminate) { try aroundZero.plus(two, &context).floor(&context) }
    let large = RealBall.exact(Rational(2).power(50), &context)
    let larger = RealBall.exact(Rational(2).power(5000), &context)
    #expect(throws: NumericFailure.indeterminate) { try large.exp(&context) }
    #expect(throws: NumericFailure.indeterminate) { try larger.sinCos(&context) }
    // Squared again and again until the exponent ends.
    #expect(throws: NumericFailure.indeterminate) { try RealBall(3).power(Int.max, &context) }
    #expect(throws: Never.self) { try large.negated.exp(&context) }
  }

  @Test func complexValuesOnTheCut() throws {
    var context = BallContext(bits: 128)
    let minusFour = ComplexBall.exact(-4, &context)
    let root = try minusFour.squareRoot(&context)
    #expect(root.re.isExactlyZero && root.im.exactInteger == 2)
    #expect(try minusFour.argument(&context).overlaps(.pi(&context)))
    #expect(try minusFour.power(3, &context).exactInteger == -64)
    let half = ComplexBall.exact(.half, &context)
    #expect(try minusFour.power(half, &context).im.exactInteger == 2)
    let across = ComplexBall(minusFour.re, RealBall(.zero, .powerOfTwo(-100)))
    #expect(throws: NumericFailure.indeterminate) { try across.log(&context) }
    #expect(throws: NumericFailure.indeterminate) { try across.squareRoot(&context) }
    // e^(i pi) = -1, i^i = e^(-pi / 2).
    let turn = try ComplexBall(.zero, .pi(&context)).exp(&context)
    #expect(turn.overlaps(.exact(-1, &context)))
    let power = try ComplexBall.i.power(.i, &context)
    let expected = try RealBall.pi(&context).scaled(by: -1).negated.exp(&context)
    #expect(power.re.overlaps(expected) && power.im.containsZero)
  }
}
