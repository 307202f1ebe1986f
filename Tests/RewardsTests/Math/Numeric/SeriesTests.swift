import Testing

@testable import Rewards

/// The errors that series promise are so small that a ball's own rounding hides them: here they are seen by themselves,
/// as the difference from the same series with two words more.
@Suite struct SeriesTests {
  static let counts = [1, 2, 3, 5, 9, 20, 45]

  /// Random words below a limit on the highest one.
  func fraction(_ count: Int, below limit: Double, _ generator: inout SeededGenerator) -> [UInt] {
    var words = (0..<count).map { _ in UInt.random(in: 0...UInt.max, using: &generator) }
    words[count - 1] = UInt.random(in: 0..<UInt(limit * 0x1p64), using: &generator)
    return words
  }

  /// The difference of the first's words from the second's highest ones, which are as many, in units of the lowest.
  func distance(_ a: [UInt], _ b: [UInt]) -> UInt {
    let high = Array(b.suffix(a.count))
    func difference(_ a: [UInt], _ b: [UInt]) -> (UInt, isWhole: Bool) {
      var words = a
      let borrow = words.withUnsafeMutableBufferPointer { target in
        Limbs.subtract(target.baseAddress.unsafelyUnwrapped, target.baseAddress.unsafelyUnwrapped, b, a.count)
      }
      return (words[0], borrow == 0 && words.dropFirst().allSatisfy { $0 == 0 })
    }
    let (up, down) = (difference(a, high), difference(high, a))
    return up.isWhole ? up.0 : down.isWhole ? down.0 : .max
  }

  func evaluate(_ words: [UInt], _ body: (Limbs.Target, Int) -> Void) -> [UInt] {
    var result = words
    result.withUnsafeMutableBufferPointer { body($0.baseAddress.unsafelyUnwrapped, words.count) }
    return result
  }

  @Test(arguments: counts) func errorsAreWithinTheirBounds(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let halvings = Series.halvings(count)
    for _ in 0..<(count > 10 ? 5 : 200) {
      let small = fraction(count, below: 0.693, &generator)
      // The same argument, to more words.
      let exponential = [small, [0, 0] + small].map { evaluate($0) { Series.exponentialMinusOne($0, $1) } }
      #expect(distance(exponential[0], exponential[1]) <= 1 << (halvings + 4))

      let angle = fraction(count, below: 0.785, &generator)
      var versines: [[UInt]] = []
      let sines = [angle, [0, 0] + angle].map { words in
        var versine = words
        let sine = evaluate(words) { target, count in
          versine.withUnsafeMutableBufferPointer {
            Series.sine(target, versine: $0.baseAddress.unsafelyUnwrapped, count)
          }
        }
        versines.append(versine)
        return sine
      }
      #expect(distance(sines[0], sines[1]) <= 1 << (2 * halvings + 4))
      #expect(distance(versines[0], versines[1]) <= 1 << (2 * halvings + 4))

      for alternates in [false, true] {
        let square = fraction(count, below: 0x1p-16, &generator)
        let angles = [square, [0, 0] + square].map {
          evaluate($0) { Series.inverseTangent($0, $1, zeros: 16, alternates: alternates) }
        }
        #expect(distance(angles[0], angles[1]) <= 5)
      }
    }
  }

  @Test func constantsAreSlightlyTooSmall() {
    for kind in [FixedConstant.Kind.quarterPi, .logOfTwo] {
      var long = FixedConstant(kind: kind)
      for count in [1, 2, 5, 40] {
        var constant = FixedConstant(kind: kind)
        let (words, more) = (Array(constant.words(count)), Array(long.words(42)))
        #expect(distance(words, more) <= UInt(FixedConstant.slack))
        #expect(words.reversed().lexicographicallyPrecedes(more.reversed()))
      }
    }
  }

  /// Knuth's division against multiplication, with words that make digits hard to guess.
  @Test func divisionIsUndoneByMultiplication() {
    var generator = SeededGenerator(seed: 3)
    let words: [UInt] = [0, 1, .max, .max - 1, 1 << 63, (1 << 63) - 1, (1 << 63) + 1]
    for _ in 0..<3000 {
      let divisorCount = Int.random(in: 1...4, using: &generator)
      let quotientCount = Int.random(in: 1...4, using: &generator)
      var divisor = (0..<divisorCount).map { _ in words.randomElement(using: &generator) ?? 0 }
      divisor[divisorCount - 1] |= 1 << 63
      let quotient = (0..<quotientCount).map { _ in words.randomElement(using: &generator) ?? 0 }
      // A remainder less than the divisor: zero, or the divisor less one.
      var remainder = [UInt](repeating: 0, count: divisorCount)
      if Bool.random(using: &generator) {
        remainder = divisor
        if let i = remainder.firstIndex(where: { $0 != 0 }) {
          for j in 0..<i { remainder[j] = .max }
          remainder[i] -= 1
        }
      }
      var dividend = [UInt](repeating: 0, count: divisorCount + quotientCount)
      var found = [UInt](repeating: 0, count: quotientCount)
      dividend.withUnsafeMutableBufferPointer { target in
        let start = target.baseAddress.unsafelyUnwrapped
        Limbs.multiply(start, divisor, divisorCount, quotient, quotientCount)
        var carry = Limbs.add(start, start, remainder, divisorCount)
        for i in divisorCount..<target.count {
          (target[i], carry) = { ($0.partialValue, $0.overflow ? 1 : 0) }(target[i].addingReportingOverflow(carry))
        }
        found.withUnsafeMutableBufferPointer {
          Limbs.divide($0.baseAddress.unsafelyUnwrapped, start, target.count, by: divisor, divisorCount)
        }
      }
      #expect(found == quotient)
      #expect(Array(dividend.prefix(divisorCount)) == remainder)
    }
  }
}
