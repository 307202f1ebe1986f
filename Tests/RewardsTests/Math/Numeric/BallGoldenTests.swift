import Foundation
import Testing

@testable import Rewards

/// Values from mpmath (Benchmarks/math_numeric_golden.py): balls and intervals have to contain them, and balls have to
/// be narrow.
@Suite struct BallGoldenTests {
  static let rows: [GoldenRow] = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { folder.deleteLastPathComponent() }
    let file = folder.appendingPathComponent("testdata/math/numeric.jsonl")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(GoldenRow.self, from: Data($0.utf8))
    }
  }()

  @Test func rowsAreThere() {
    #expect(BallGoldenTests.rows.count > 300)
    #expect(Set(BallGoldenTests.rows.map(\.f)).count == 37)
  }

  @Test func ballsContainTheValuesAndAreNarrow() throws {
    for row in BallGoldenTests.rows {
      var context = BallContext(bits: row.bits)
      // Arguments that are more precise than asked for: how wide the result is depends on the function alone.
      var fine = BallContext(bits: row.bits + 256)
      let size = row.values.reduce(Rational.zero) { $0 + $1.magnitude }
      let balls: [RealBall] = try evaluate(row, row.arguments.map { .exact($0, &fine) }, &context)
      #expect(balls.count == row.values.count, "\(row.f)")
      for (ball, value) in zip(balls, row.values) {
        #expect(ball.holds(value, slack: size * row.slack), "\(row.f) \(row.x) \(row.bits)")
        let width = BigFloat(ball.rad).rational
        #expect(width <= size * Rational(1, 2).power(row.bits - 20), "\(row.f) \(row.x) \(row.bits) is wide")
        #expect(ball.mid.limbs.count <= context.limbs)
      }
    }
  }

  @Test func ballsContainTheValuesAtFewBits() throws {
    for row in BallGoldenTests.rows {
      var context = BallContext(bits: 64)
      var balls: [RealBall] = []
      do throws(NumericFailure) {
        balls = try evaluate(row, row.arguments.map { .exact($0, &context) }, &context)
      } catch .indeterminate {
        continue
      }
      let size = row.values.reduce(Rational.zero) { $0 + $1.magnitude }
      for (ball, value) in zip(balls, row.values) {
        #expect(ball.holds(value, slack: size * row.slack), "\(row.f) \(row.x)")
      }
    }
  }

  @Test func intervalsContainTheValues() throws {
    for row in BallGoldenTests.rows {
      var context = DoubleInterval.Context()
      var intervals: [DoubleInterval] = []
      do throws(NumericFailure) {
        intervals = try evaluate(row, row.arguments.map { .exact($0, &context) }, &context)
      } catch .indeterminate {
        // Too wide: a function next to a pole or a cut.
        continue
      }
      for (interval, value) in zip(intervals, row.values) {
        #expect(interval.contains(value), "\(row.f) \(row.x): \(interval)")
      }
    }
  }

  /// What the row asks for, in either arithmetic: one or two parts.
  func evaluate<Real: RealEnclosure>(
    _ row: GoldenRow, _ x: [Real], _ context: inout Real.Context
  ) throws(NumericFailure) -> [Real] {
    if row.f.hasPrefix("c"), row.f != "cos", row.f != "cosh" {
      let value = try complex(String(row.f.dropFirst()), x, &context)
      return [value.re, value.im]
    }
    switch row.f {
    case "pi": return [.pi(&context)]
    case "e": return [.e(&context)]
    case "exp": return [try x[0].exp(&context)]
    case "log": return [try x[0].log(&context)]
    case "sin": return [try x[0].sin(&context)]
    case "cos": return [try x[0].cos(&context)]
    case "tan": return [try x[0].tan(&context)]
    case "asin": return [try x[0].asin(&context)]
    case "acos": return [try x[0].acos(&context)]
    case "atan": return [try x[0].atan(&context)]
    case "atan2": return [try x[0].atan2(x[1], &context)]
    case "sinh": return [try x[0].sinh(&context)]
    case "cosh": return [try x[0].cosh(&context)]
    case "tanh": return [try x[0].tanh(&context)]
    case "asinh": return [try x[0].asinh(&context)]
    case "acosh": return [try x[0].acosh(&context)]
    case "atanh": return [try x[0].atanh(&context)]
    case "sqrt": return [try x[0].squareRoot(&context)]
    case "root": return [try x[0].root(x[1].exactInteger ?? 0, &context)]
    case "pow": return [try x[0].power(x[1], &context)]
    default: throw .undefined
    }
  }

  func complex<Real: RealEnclosure>(
    _ name: String, _ x: [Real], _ context: inout Real.Context
  ) throws(NumericFailure) -> Complex<Real> {
    let z = Complex(x[0], x[1])
    switch name {
    case "sqrt": return try z.squareRoot(&context)
    case "exp": return try z.exp(&context)
    case "log": return try z.log(&context)
    case "sin": return try z.sin(&context)
    case "cos": return try z.cos(&context)
    case "tan": return try z.tan(&context)
    case "asin": return try z.asin(&context)
    case "acos": return try z.acos(&context)
    case "atan": return try z.atan(&context)
    case "sinh": return try z.sinh(&context)
    case "cosh": return try z.cosh(&context)
    case "tanh": return try z.tanh(&context)
    case "asinh": return try z.asinh(&context)
    case "acosh": return try z.acosh(&context)
    case "atanh": return try z.atanh(&context)
    case "pow": return try z.power(Complex(x[2], x[3]), &context)
    case "div": return try z.divided(by: Complex(x[2], x[3]), &context)
    default: throw .undefined
    }
  }
}
