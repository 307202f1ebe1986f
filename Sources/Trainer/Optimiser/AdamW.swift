#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Adam with decoupled weight decay on all parameters (arXiv 1711.05101), as PyTorch computes it.
public struct AdamW: Sendable, Hashable {
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  public var weightDecay = 0.0
  /// The gradient's norm is cut to this; `nil` for no limit.
  public var maxGradientNorm: Double?

  public init(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0,
    maxGradientNorm: Double? = 1
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.maxGradientNorm = maxGradientNorm
  }
}

/// The optimiser's state, and its step over all parameters at once.
public final class Optimiser<S: Scalar> {
  public var settings: AdamW
  /// Updates so far; a skipped one does not count.
  public var updates = 0
  let firstMoments: Matrix<S>
  let secondMoments: Matrix<S>

  /// - Parameter count: parameters in all.
  public init(_ settings: AdamW, count: Int) {
    self.settings = settings
    firstMoments = Matrix(count: count)
    secondMoments = Matrix(count: count)
  }

  /// What a step did.
  public struct Step: Sendable, Hashable {
    /// Of the whole gradient, before it was cut.
    public var gradientNorm: Double
    /// Whether the norm, or the square of what it was cut to, was not finite, so that nothing was changed.
    public var isSkipped: Bool
  }

  /// Updates `weights`, unless the gradient's norm is not finite, or its square would not be in the second moments.
  func step(_ weights: Matrix<S>, gradients: Matrix<S>, learningRate: Double, pool: ThreadPool) -> Step {
    let norm = Kernels.norm(gradients, pool: pool)
    let scale = scale(norm)
    // No element is beyond the norm, so that none has an endless square, which would stay in its moment for ever.
    guard norm.isFinite, S.square(norm * scale).isFinite else { return Step(gradientNorm: norm, isSkipped: true) }
    updates += 1
    let corrections = (1 - pow(settings.beta1, Double(updates)), 1 - pow(settings.beta2, Double(updates)))
    let ranges = pool.ranges(weights.columns, multiple: 1024)
    pool.run(ranges.count) { part in
      let range = ranges[part]
      Kernels.adamW(
        weights.columns(range), gradients: gradients.columns(range), firstMoments: firstMoments.columns(range),
        secondMoments: secondMoments.columns(range), settings: settings, learningRate: learningRate,
        corrections: corrections, gradientScale: scale)
    }
    return Step(gradientNorm: norm, isSkipped: false)
  }

  /// What the gradient is multiplied by, so that its norm is at most that of the settings.
  func scale(_ norm: Double) -> Double {
    guard let most = settings.maxGradientNorm else { return 1 }
    return min(1, most / (norm + 1e-6))
  }
}

extension Scalar {
  /// In the arithmetic of this type: infinite from 1.85e19 on for `Float`.
  static func square(_ value: Double) -> Self { Self(value) * Self(value) }
}

extension Kernels {
  /// The Euclidean norm of a vector; not finite if any element is not. Summed in blocks of fixed size, so that the number
  /// of threads does not matter.
  static func norm<S: Scalar>(_ vector: Matrix<S>, pool: ThreadPool) -> Double {
    let blocks = stride(from: 0, to: vector.columns, by: 1 << 16).map { $0..<min(vector.columns, $0 + 1 << 16) }
    let sums = Matrix<Double>(count: blocks.count)
    pool.run(blocks.count) { sums[$0] = sumOfSquares(vector.columns(blocks[$0])) }
    return sums.elements.reduce(0, +).squareRoot()
  }

  /// - Parameter corrections: 1 − β1^t and 1 − β2^t at the t-th update.
  fileprivate static func adamW<S: Scalar>(
    _ weights: Matrix<S>, gradients: Matrix<S>, firstMoments: Matrix<S>, secondMoments: Matrix<S>, settings: AdamW,
    learningRate: Double, corrections: (Double, Double), gradientScale: Double
  ) {
    let count = weights.columns
    precondition(gradients.columns == count && firstMoments.columns == count && secondMoments.columns == count)
    S.functions.adamW(
      weights.pointer, gradients.pointer, firstMoments.pointer, secondMoments.pointer, count, S(learningRate),
      S(settings.beta1), S(settings.beta2), S(settings.epsilon), S(settings.weightDecay), S(corrections.0),
      S(corrections.1), S(gradientScale))
  }
}

extension ParameterBuffer {
  func fillWithZeros(pool: ThreadPool) {
    let ranges = pool.ranges(layout.count)
    pool.run(ranges.count) { all.columns(ranges[$0]).fill(0) }
  }
}
