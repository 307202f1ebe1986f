public import ModelFiles

/// What weights and activations are made of: `Float` to train, `Double` to check.
public protocol Scalar: TensorScalar {
  /// The kernels and products of this type.
  static var functions: ScalarFunctions<Self> { get }
}

/// C functions of one element type, as plain closures. Nothing but ``Kernels`` and ``BLAS`` calls them: those take
/// matrices and check their shapes. The kernels' arguments are those of klear_kernels_table.h, in that order.
public struct ScalarFunctions<T>: @unchecked Sendable {
  typealias In<U> = UnsafePointer<U>?
  typealias Out<U> = UnsafeMutablePointer<U>?

  let rmsNorm: (In<T>, Int, In<T>, Out<T>, Int, Out<T>, Int, Int, T) -> Void
  let rmsNormGradient: (In<T>, Int, In<T>, Int, In<T>, In<T>, Out<T>, Int, Bool, Out<T>, Int, Int) -> Void
  let rope: (Out<T>, Int, In<Int32>, In<T>, In<T>, Int, Int, Int, Bool) -> Void
  let swiglu: (In<T>, Int, Out<T>, Int, Int, Int) -> Void
  let swigluGradient: (Out<T>, Int, In<T>, Int, Int, Int) -> Void
  let attentionWeights: (Out<T>, Int, Int, Int, Int, T, Out<T>, Out<T>, Out<T>) -> Void
  let attentionGradient: (Out<T>, Out<T>, Int, Int, Int, Int, T, In<T>, In<T>) -> Void
  let scaleRows: (Out<T>, Int, In<T>, Int, Int) -> Void
  let dotRows: (In<T>, Int, In<T>, Int, Out<T>, Int, Int) -> Void
  let softmaxStatistics: (In<T>, Int, In<Int32>, T, Out<T>, Out<T>, Out<T>, Int, Int) -> Void
  let softmaxGradient: (Out<T>, Int, In<Int32>, T, In<T>, In<T>, In<T>, In<T>, Int, Int) -> Void
  let add: (Out<T>, Int, In<T>, Int, Int, Int) -> Void
  let addBias: (Out<T>, Int, In<T>, Int, Int) -> Void
  let biasGradient: (In<T>, Int, Out<T>, Int, Int) -> Void
  let exponential: (Out<T>, Int) -> Void
  let sumOfSquares: (In<T>, Int) -> Double
  let adamW: (Out<T>, In<T>, Out<T>, Out<T>, Int, T, T, T, T, T, T, T, T) -> Void
  let rowProducts: (In<T>, Int, In<T>, Int, Out<T>, Int, Int, Int, Int, Bool) -> Void
  let attend: (In<T>, In<T>, Int, In<T>, Int, Int, Int, T, Out<T>, Out<T>, Out<T>) -> Void

  /// C = alpha · op(A) · op(B) + beta · C: transposed A, transposed B, m, n, k, alpha, A, stride, B, stride, beta, C,
  /// stride; row-major.
  let product: (Bool, Bool, Int, Int, Int, T, In<T>, Int, In<T>, Int, T, Out<T>, Int) -> Void
  /// y = alpha · op(A) · x + beta · y: transposed, rows of A, columns of A, alpha, A, stride, x, beta, y.
  let productWithVector: (Bool, Int, Int, T, In<T>, Int, In<T>, T, Out<T>) -> Void
}
