import Foundation
import Testing

@testable import Trainer

/// AdamW against PyTorch's, step by step.
@Suite struct OptimiserTests {
  struct Golden: Decodable {
    struct Run: Decodable {
      struct Step: Decodable {
        let grads: [[Double?]]
        let params: [[Double]]
        let grad_norm: Double?
        let skipped: Bool?
      }
      let name: String
      let dtype: String
      let betas: [Double]
      let eps: Double
      let weight_decay: Double
      let max_grad_norm: Double?
      let lrs: [Double]
      let initial: [[Double]]
      let steps: [Step]
    }
    let runs: [Run]
  }

  @Test func goldenRuns() throws {
    let file = GoldenModels.folder.appendingPathComponent("../optimiser/adamw.json")
    for run in try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file)).runs {
      if run.dtype == "torch.float32" {
        #expect(distance(run, Float.self) < 1e-6, "\(run.name)")
      } else {
        #expect(distance(run, Double.self) < 1e-14, "\(run.name)")
      }
    }
  }

  /// The largest difference from the weights after any step.
  private func distance<S: Scalar>(_ run: Golden.Run, _: S.Type) -> Double {
    let weights = Matrix<S>(copying: run.initial.joined().map { S($0) })
    let settings = AdamW(
      beta1: run.betas[0], beta2: run.betas[1], epsilon: run.eps, weightDecay: run.weight_decay,
      maxGradientNorm: run.max_grad_norm)
    let optimiser = Optimiser<S>(settings, count: weights.columns)
    let pool = ThreadPool(width: 2)
    var worst = 0.0
    for (step, rate) in zip(run.steps, run.lrs) {
      let gradients = Matrix<S>(copying: step.grads.joined().map { S($0 ?? .nan) })
      let done = optimiser.step(weights, gradients: gradients, learningRate: rate, pool: pool)
      #expect(done.isSkipped == (step.skipped ?? false))
      if let norm = step.grad_norm { #expect((done.gradientNorm - norm).magnitude < 1e-6 * max(1, norm)) }
      worst = max(worst, largestDifference(weights.values, Array(step.params.joined())))
    }
    return worst
  }

  @Test func aStepThatIsNotFiniteChangesNothing() {
    for bad in [Double.nan, .infinity] {
      let weights = Matrix<Double>(copying: [1, 2, 3])
      let optimiser = Optimiser<Double>(AdamW(), count: 3)
      let step = optimiser.step(
        weights, gradients: Matrix(copying: [0.1, bad, 0]), learningRate: 0.1, pool: ThreadPool(width: 1))
      #expect(step.isSkipped && !step.gradientNorm.isFinite)
      #expect(weights.values == [1, 2, 3] && optimiser.updates == 0)
      #expect(optimiser.firstMoments.values == [0, 0, 0])
    }
  }

  /// Gradients around the root of the largest number, below which a second moment keeps its square.
  @Test(arguments: [(1.84e19, false), (1.85e19, true), (3e38, true)] as [(Float, Bool)])
  func aGradientWithoutASquareIsSkipped(size: Float, isSkipped: Bool) {
    for (place, count) in [(0, 1), (2, 19), (18, 19)] {
      let weights = Matrix<Float>(copying: Array(repeating: 1, count: count))
      let optimiser = Optimiser<Float>(AdamW(maxGradientNorm: nil), count: count)
      let gradients = Matrix<Float>(count: count)
      gradients[place] = -size
      let step = optimiser.step(weights, gradients: gradients, learningRate: 0.1, pool: ThreadPool(width: 1))
      #expect(step.isSkipped == isSkipped && step.gradientNorm == Double(size))
      #expect((weights.values.allSatisfy { $0 == 1 }) == isSkipped && optimiser.updates == (isSkipped ? 0 : 1))
      #expect(optimiser.secondMoments.values.allSatisfy { $0.isFinite })
      #expect((optimiser.firstMoments.values.allSatisfy { $0 == 0 }) == isSkipped)
    }
  }

  /// Cut to a norm, any finite gradient can be learned from.
  @Test func aGradientThatIsCutIsNot() {
    let weights = Matrix<Float>(copying: [1, 1])
    let optimiser = Optimiser<Float>(AdamW(maxGradientNorm: 1), count: 2)
    let step = optimiser.step(
      weights, gradients: Matrix(copying: [3e38, -3e38]), learningRate: 0.1, pool: ThreadPool(width: 1))
    #expect(!step.isSkipped && optimiser.updates == 1)
    #expect(largestDifference(weights.values, [0.9, 1.1]) < 1e-6)
    #expect(largestDifference(optimiser.secondMoments.values, [5e-4, 5e-4]) < 1e-6)
  }
}
