import Testing

@testable import Trainer

/// Every kernel against finite differences, its portable form, and numbers that are none.
@Suite struct KernelTests {
  /// d(Σ y · weights)/dx by central differences, one element after the other.
  private func differences(_ x: Matrix<Double>, _ value: () -> Double) -> [Double] {
    (0..<x.rows).flatMap { row in
      (0..<x.columns).map { column in
        let old = x[row, column]
        let step = 1e-6
        x[row, column] = old + step
        let above = value()
        x[row, column] = old - step
        let below = value()
        x[row, column] = old
        return (above - below) / (2 * step)
      }
    }
  }

  private func dot(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    zip(a.values, b.values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Widths around those of a vector.
  static let widths = [1, 3, 4, 7, 8, 9, 16, 31, 33, 64]

  @Test(arguments: widths) func rmsNorm(columns: Int) {
    var generator = SeededGenerator(seed: UInt64(columns))
    let x = Matrix<Double>.random(rows: 3, columns: columns, &generator)
    let weight = Matrix<Double>.random(rows: 1, columns: columns, &generator)
    let dy = Matrix<Double>.random(rows: 3, columns: columns, &generator)
    let (y, inverse) = (Matrix<Double>(rows: 3, columns: columns), Matrix<Double>(count: 3))
    func value() -> Double {
      Kernels.rmsNorm(x, weight: weight, into: y, inverse: inverse, epsilon: 1e-5)
      return dot(y, dy)
    }
    let (byX, byWeight) = (differences(x, value), differences(weight, value))
    _ = value()
    let (dx, dweight) = (Matrix<Double>(rows: 3, columns: columns), Matrix<Double>(count: columns))
    Kernels.rmsNormGradient(
      dy, x: x, weight: weight, inverse: inverse, into: dx, accumulate: false, dweight: dweight)
    #expect(largestDifference(dx.values, byX) < 1e-7)
    #expect(largestDifference(dweight.values, byWeight) < 1e-7)
    Kernels.rmsNormGradient(dy, x: x, weight: weight, inverse: inverse, into: dx, accumulate: true, dweight: dweight)
    #expect(largestDifference(dx.values, byX.map { 2 * $0 }) < 1e-7)
  }

  @Test(arguments: [2, 6, 8, 18, 64]) func rotation(dimension: Int) {
    var generator = SeededGenerator(seed: 1)
    let angles = RotaryAngles<Double>(RotaryEmbedding(theta: 100), dimension: dimension, positions: 9)
    let x = Matrix<Double>.random(rows: 4, columns: 3 * dimension, &generator)
    let before = x.values
    let positions = Matrix<Int32>(copying: [0, 8, 3, 1])
    Kernels.rotate(x, heads: 3, positions: positions, by: angles, inverse: false)
    #expect(Array(x.values[..<(3 * dimension)]) == Array(before[..<(3 * dimension)]), "position 0 turns nothing")
    // Each pair keeps its length, and the angle is position · frequency.
    let half = dimension / 2
    let frequencies: [Double] = RotaryEmbedding(theta: 100).frequencies(dimension: dimension)
    for row in 0..<4 {
      for pair in 0..<half {
        let (a, b) = (before[row * 3 * dimension + pair], before[row * 3 * dimension + pair + half])
        let angle = Double(positions[row]) * frequencies[pair]
        let cosine = angles.cosines[Int(positions[row]), pair]
        let sine = angles.sines[Int(positions[row]), pair]
        #expect((cosine * cosine + sine * sine - 1).magnitude < 1e-12 && angle.isFinite)
        #expect((x[row, pair] - (a * cosine - b * sine)).magnitude < 1e-12)
        #expect((x[row, pair + half] - (b * cosine + a * sine)).magnitude < 1e-12)
      }
    }
    Kernels.rotate(x, heads: 3, positions: positions, by: angles, inverse: true)
    #expect(largestDifference(x.values, before) < 1e-12, "turning back undoes it, which is its gradient")
  }

  @Test(arguments: widths) func swiglu(columns: Int) {
    var generator = SeededGenerator(seed: UInt64(columns))
    let gateAndUp = Matrix<Double>.random(rows: 2, columns: 2 * columns, &generator)
    let dy = Matrix<Double>.random(rows: 2, columns: columns, &generator)
    let y = Matrix<Double>(rows: 2, columns: columns)
    func value() -> Double {
      Kernels.swiglu(gateAndUp: gateAndUp, into: y)
      return dot(y, dy)
    }
    let expected = differences(gateAndUp, value)
    Kernels.swigluGradient(gateAndUp: gateAndUp, dy)
    #expect(largestDifference(gateAndUp.values, expected) < 1e-7)
  }

  @Test(arguments: widths, [1.0, 0.7]) func softmax(vocabulary: Int, temperature: Double) {
    var generator = SeededGenerator(seed: UInt64(vocabulary))
    let logits = Matrix<Double>.random(rows: 3, columns: vocabulary, &generator)
    let targets = Matrix<Int32>(copying: [0, Int32(vocabulary - 1), -1])
    let (byLog, byEntropy) = (Matrix<Double>(copying: [0.7, -1.3, 5]), Matrix<Double>(copying: [0.2, 0, -0.4]))
    let (sums, logs, entropies) = (Matrix<Double>(count: 3), Matrix<Double>(count: 3), Matrix<Double>(count: 3))
    func statistics() {
      Kernels.softmaxStatistics(
        logits, targets: targets, inverseTemperature: 1 / temperature, logSums: sums, logProbabilities: logs,
        entropies: entropies)
    }
    func value() -> Double {
      statistics()
      return dot(logs, byLog) + dot(entropies, byEntropy)
    }
    let expected = differences(logits, value)
    statistics()
    #expect(logs[2] == 0, "no target, no log-probability")
    Kernels.softmaxGradient(
      logits, targets: targets, inverseTemperature: 1 / temperature, logSums: sums, entropies: entropies,
      byLogProbability: byLog, byEntropy: byEntropy)
    #expect(largestDifference(logits.values, expected) < 1e-7)
  }

  @Test func softmaxOfExtremes() {
    // A sure token, an impossible one, and logits far beyond what exp can hold.
    let logits = Matrix<Double>(copying: [1e4, -1e4, -.infinity, 0])
    let (sum, log, entropy) = (Matrix<Double>(count: 1), Matrix<Double>(count: 1), Matrix<Double>(count: 1))
    for (target, expected) in [(0, 0.0), (1, -2e4), (2, -.infinity), (3, -1e4)] {
      Kernels.softmaxStatistics(
        logits, targets: Matrix(copying: [Int32(target)]), inverseTemperature: 1, logSums: sum, logProbabilities: log,
        entropies: entropy)
      #expect(log[0] == expected)
      #expect(entropy[0] == 0)
    }
  }

  @Test func exponentials() {
    // Over the whole range of Float, against Double.
    var worst = 0.0
    let x = Matrix<Float>(count: 20_001)
    for index in 0..<x.columns { x[index] = -87 + 175 * Float(index) / 20_000 }
    let before = x.values
    Kernels.exponential(x)
    for (value, argument) in zip(x.values, before) {
      let exact = exponential(argument)
      worst = max(worst, (value - exact).magnitude / exact)
    }
    #expect(worst < 2.5e-7)
    let special = Matrix<Float>(copying: [.infinity, -.infinity, .nan, 0, 89, 1000, -200, -0.0])
    Kernels.exponential(special)
    #expect(special[0] == .infinity && special[1] == 0 && special[2].isNaN && special[3] == 1)
    #expect(special[4] == .infinity && special[5] == .infinity && special[6] == 0 && special[7] == 1)
  }

  private func exponential(_ x: Double) -> Double {
    let value = Matrix<Double>(copying: [x])
    Kernels.exponential(value)
    return value[0]
  }
}
