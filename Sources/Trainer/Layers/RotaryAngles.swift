public import ModelFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// How positions turn queries and keys (RoFormer, arXiv 2104.09864, in the half-split form of Llama's released weights).
public struct RotaryEmbedding: Sendable, Hashable {
  public var theta: Double
  public var scaling: RopeScaling

  public init(theta: Double, scaling: RopeScaling = .none) {
    self.theta = theta
    self.scaling = scaling
  }

  /// Radians a position, one for each pair of a head's `dimension`; in the arithmetic of `S`, as other implementations do.
  func frequencies<S: Scalar>(dimension: Int) -> [S] {
    (0..<dimension / 2).map { index in
      let frequency = S(1) / power(S(theta), S(2 * index) / S(dimension))
      switch scaling {
      case .none: return frequency
      case .linear(let factor): return frequency / S(factor)
      case .factors(let factors): return frequency / S(factors[index])
      case .llama3(let factor, let low, let high, let original):
        let wavelength = 2 * S.pi / frequency
        if wavelength < S(original) / S(high) { return frequency }
        if wavelength > S(original) / S(low) { return frequency / S(factor) }
        let smooth = (S(original) / wavelength - S(low)) / (S(high) - S(low))
        return (1 - smooth) * frequency / S(factor) + smooth * frequency
      }
    }
  }

  private func power<S: Scalar>(_ base: S, _ exponent: S) -> S {
    if S.self == Float.self { return S(powf(Float(base), Float(exponent))) }
    return S(pow(Double(base), Double(exponent)))
  }
}

/// Cosine and sine of each position's angles: [positions × dimension / 2].
struct RotaryAngles<S: Scalar>: Sendable {
  let dimension: Int
  let cosines: Matrix<S>
  let sines: Matrix<S>
  var positions: Int { cosines.rows }

  init(_ embedding: RotaryEmbedding, dimension: Int, positions: Int) {
    self.dimension = dimension
    cosines = Matrix(rows: positions, columns: dimension / 2)
    sines = Matrix(rows: positions, columns: dimension / 2)
    let frequencies: [S] = embedding.frequencies(dimension: dimension)
    for position in 0..<positions {
      for (index, frequency) in frequencies.enumerated() {
        let angle = Double(S(position) * frequency)
        cosines[position, index] = S(cos(angle))
        sines[position, index] = S(sin(angle))
      }
    }
  }
}
