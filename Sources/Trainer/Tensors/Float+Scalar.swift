internal import CKernels
internal import COpenBLAS
public import ModelFiles

extension Float: Scalar {
  public static let functions: ScalarFunctions<Float> = bound(to: klear_kernels_for_float(false))
  /// Those that run on any machine, for tests.
  static let portableFunctions = bound(to: klear_kernels_for_float(true))

  private static func bound(to table: UnsafePointer<klear_kernels_f32>) -> ScalarFunctions<Float> {
    let kernels = table.pointee
    BLASThreads.keepToOne()
    return ScalarFunctions(
      rmsNorm: kernels.rms_norm,
      rmsNormGradient: kernels.rms_norm_gradient,
      rope: kernels.rope,
      swiglu: kernels.swiglu,
      swigluGradient: kernels.swiglu_gradient,
      attentionWeights: kernels.attention_weights,
      attentionGradient: kernels.attention_gradient,
      scaleRows: kernels.scale_rows,
      dotRows: kernels.dot_rows,
      softmaxStatistics: kernels.softmax_statistics,
      softmaxGradient: kernels.softmax_gradient,
      add: kernels.add,
      addBias: kernels.add_bias,
      biasGradient: kernels.bias_gradient,
      exponential: kernels.exponential,
      sumOfSquares: kernels.sum_of_squares,
      adamW: kernels.adamw,
      rowProducts: kernels.row_products,
      attend: kernels.attend,
      product: { transposeA, transposeB, m, n, k, alpha, a, strideA, b, strideB, beta, c, strideC in
        cblas_sgemm(
          CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, blasint(m),
          blasint(n), blasint(k), alpha, a, blasint(strideA), b, blasint(strideB), beta, c, blasint(strideC))
      },
      productWithVector: { transpose, rows, columns, alpha, a, stride, x, beta, y in
        cblas_sgemv(
          CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), alpha, a,
          blasint(stride), x, 1, beta, y, 1)
      })
  }
}
