#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Memory for numbers, aligned to cache lines, given back when nothing refers to it any more.
///
/// Zero pages come from the system untouched, so what is never written takes no memory.
final class Storage<Element: Sendable>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Element>
  let count: Int
  private let byteCount: Int

  /// All bits zero.
  init(count: Int) {
    precondition(count >= 0, "a negative count")
    self.count = count
    byteCount = max(64, count * MemoryLayout<Element>.stride)
    let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { fatalError("no memory for \(byteCount) bytes") }
    pointer = mapped.bindMemory(to: Element.self, capacity: max(1, count))
  }

  deinit { munmap(pointer, byteCount) }
}
