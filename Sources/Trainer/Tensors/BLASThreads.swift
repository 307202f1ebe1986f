internal import COpenBLAS

/// OpenBLAS is kept to the thread that calls it: our own pool splits products into panels, which is faster and lets
/// other work run between them.
enum BLASThreads {
  static func keepToOne() { openblas_set_num_threads(1) }
}
