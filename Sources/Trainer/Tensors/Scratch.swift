internal import Synchronization

/// Memory for a part of a job, one piece for each thread that can work at a time.
final class ScratchPool<S: Scalar>: Sendable {
  private let free: Mutex<[Matrix<S>]>

  init(count: Int, elements: Int) {
    free = Mutex((0..<count).map { _ in Matrix(count: elements) })
  }

  /// With a piece that nobody else uses; what is in it is left over from others.
  func use<R>(_ body: (Matrix<S>) -> R) -> R {
    guard let piece = free.withLock({ $0.popLast() }) else { preconditionFailure("more threads than pieces") }
    defer { free.withLock { $0.append(piece) } }
    return body(piece)
  }
}

/// Hands out parts of a piece of memory, one after the other.
struct ScratchCursor<S: Scalar> {
  private let memory: Matrix<S>
  private var used = 0

  init(_ memory: Matrix<S>) { self.memory = memory }

  mutating func take(rows: Int, columns: Int) -> Matrix<S> {
    // Parts begin at cache lines.
    let count = (rows * columns + 15) / 16 * 16
    defer { used += count }
    return memory.columns(used..<used + count).reshaped(rows: rows, columns: columns)
  }

  mutating func take(count: Int) -> Matrix<S> { take(rows: 1, columns: count) }
}
