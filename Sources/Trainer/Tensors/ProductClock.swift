#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import Synchronization

/// How long threads spend in BLAS, for benchmarks; off, it costs one look at a flag a product.
enum ProductClock {
  private static let isOn = Atomic<Bool>(false)
  private static let nanoseconds = Atomic<UInt64>(0)

  static func timed(_ body: () -> Void) {
    guard isOn.load(ordering: .relaxed) else { return body() }
    let start = now
    body()
    nanoseconds.add(now - start, ordering: .relaxed)
  }

  /// Seconds of all threads in products while `body` runs.
  static func seconds(of body: () -> Void) -> Double {
    let before = nanoseconds.load(ordering: .relaxed)
    isOn.store(true, ordering: .relaxed)
    body()
    isOn.store(false, ordering: .relaxed)
    return Double(nanoseconds.load(ordering: .relaxed) - before) * 1e-9
  }

  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
