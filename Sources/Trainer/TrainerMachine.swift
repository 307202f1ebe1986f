internal import CKernels
internal import COpenBLAS
internal import Foundation

/// What training runs on here: the library of products, the kernels and the threads.
public struct TrainerMachine: Sendable, Hashable {
  /// The library's name and version, `OpenBLAS 0.3.21`.
  public var blas: String
  /// The kind of CPU for which it chose its products, `Zen`.
  public var blasCore: String
  /// Whether the kernels are those for AVX2 with FMA, and not those for any machine.
  public var usesAVX2: Bool
  /// Threads of a run that names no other number.
  public var threads: Int

  public static var current: TrainerMachine {
    // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Zen MAX_THREADS=64"
    let words = String(cString: openblas_get_config()).split(separator: " ")
    return TrainerMachine(
      blas: words.prefix(2).joined(separator: " "), blasCore: String(cString: openblas_get_corename()),
      usesAVX2: klear_kernels_have_avx2(), threads: ProcessInfo.processInfo.activeProcessorCount)
  }

  /// The kernels' name, in checkpoints too.
  var kernels: String { usesAVX2 ? "avx2" : "portable" }
}
