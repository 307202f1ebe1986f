import Foundation

/// Long computations outside the cooperative pool.
enum OwnThread {
  /// Runs `body` on a new thread with a stack as large as a program's first, and returns what it throws.
  static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try body() }) }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}

enum ProcessorCount {
  static var online: Int { ProcessInfo.processInfo.activeProcessorCount }
}
