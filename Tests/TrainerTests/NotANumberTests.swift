import Testing

@testable import Trainer

/// NaN and infinities come out of every kernel that they go into: the guards can only count what they see.
@Suite struct NotANumberTests {
  /// Each kernel, told which of its inputs to spoil; gives what it computed.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let inputs: Int
    let run: @Sendable ([Matrix<Float>], ScalarFunctions<Float>) -> [Float]
  }

  static let width = 19
  static let cases: [Case] = [
    Case(testDescription: "rmsNorm", inputs: 2) { input, functions in
      let (y, inverse) = (Matrix<Float>(count: width), Matrix<Float>(count: 1))
      functions.rmsNorm(input[0].pointer, width, input[1].pointer, y.pointer, width, inverse.pointer, 1, width, 1e-5)
      return Array(y.elements)
    },
    Case(testDescription: "rmsNormGradient", inputs: 3) { input, functions in
      let (dx, dweight) = (Matrix<Float>(count: width), Matrix<Float>(count: width))
      let inverse = Matrix<Float>(copying: [1])
      functions.rmsNormGradient(
        input[0].pointer, width, input[1].pointer, width, input[2].pointer, inverse.pointer,
        dx.pointer, width, false, dweight.pointer, 1, width)
      return Array(dx.elements) + Array(dweight.elements)
    },
    Case(testDescription: "swiglu", inputs: 2) { input, functions in
      let (both, y) = (joined(input), Matrix<Float>(count: width))
      functions.swiglu(both.pointer, 2 * width, y.pointer, width, 1, width)
      return Array(y.elements)
    },
    Case(testDescription: "swigluGradient", inputs: 3) { input, functions in
      let both = joined(Array(input.prefix(2)))
      functions.swigluGradient(both.pointer, 2 * width, input[2].pointer, width, 1, width)
      return Array(both.elements)
    },
    Case(testDescription: "attentionWeights", inputs: 1) { input, functions in
      let (maximum, sum, factor) = (
        Matrix<Float>(copying: [-.infinity]), Matrix<Float>(count: 1), Matrix<Float>(count: 1)
      )
      functions.attentionWeights(
        input[0].pointer, width, 1, width, width - 1, 1, maximum.pointer, sum.pointer, factor.pointer)
      return [sum[0]]
    },
    Case(testDescription: "attentionGradient", inputs: 2) { input, functions in
      let (logSum, dot) = (Matrix<Float>(copying: [0]), Matrix<Float>(copying: [0]))
      functions.attentionGradient(
        input[0].pointer, input[1].pointer, width, 1, width, width - 1, 1, logSum.pointer, dot.pointer)
      return Array(input[0].elements) + Array(input[1].elements)
    },
    Case(testDescription: "softmax", inputs: 1) { input, functions in
      let (sum, log, entropy) = (Matrix<Float>(count: 1), Matrix<Float>(count: 1), Matrix<Float>(count: 1))
      let target = Matrix<Int32>(copying: [1])
      functions.softmaxStatistics(
        input[0].pointer, width, target.pointer, 1, sum.pointer, log.pointer, entropy.pointer, 1,
        width)
      return [sum[0], log[0]]
    },
    Case(testDescription: "dotRows", inputs: 2) { input, functions in
      let result = Matrix<Float>(count: 1)
      functions.dotRows(input[0].pointer, width, input[1].pointer, width, result.pointer, 1, width)
      return [result[0]]
    },
    Case(testDescription: "add", inputs: 2) { input, functions in
      functions.add(input[0].pointer, width, input[1].pointer, width, 1, width)
      return Array(input[0].elements)
    },
    Case(testDescription: "sumOfSquares", inputs: 1) { input, functions in
      [Float(functions.sumOfSquares(input[0].pointer, width))]
    },
    Case(testDescription: "adamW", inputs: 4) { input, functions in
      functions.adamW(
        input[0].pointer, input[1].pointer, input[2].pointer, input[3].pointer, width, 0.1, 0.9, 0.99, 1e-8, 0.1, 0.1,
        0.1, 1)
      // An endless second moment makes no step, but stays.
      return input.flatMap { Array($0.elements) }
    },
  ]

  static func joined(_ parts: [Matrix<Float>]) -> Matrix<Float> {
    Matrix(copying: parts.flatMap { Array($0.elements) })
  }

  @Test(arguments: cases) func passesThrough(kernel: Case) {
    for functions in [Float.functions, Float.portableFunctions] {
      for spoiled in 0..<kernel.inputs {
        // In a whole vector, and in what is left behind the last.
        for place in [1, width16 - 1, Self.width - 1] {
          for bad in [Float.nan, .infinity] {
            var generator = SeededGenerator(seed: 5)
            let inputs = (0..<kernel.inputs).map { _ in
              Matrix<Float>(copying: (0..<Self.width).map { _ in Float.random(in: 0.1...1, using: &generator) })
            }
            let sound = kernel.run(inputs.map { Matrix(copying: Array($0.elements)) }, functions)
            #expect(sound.allSatisfy { $0.isFinite })
            inputs[spoiled][place] = bad
            let result = withExtendedLifetime(inputs) { kernel.run(inputs, functions) }
            #expect(result.contains { !$0.isFinite }, "\(bad) at \(place) of input \(spoiled) is lost: \(result)")
          }
        }
      }
    }
  }

  private var width16: Int { 16 }
}
