import Dispatch

/// Work that computes for long without waiting, kept away from the threads that serve requests.
enum JudgingThreads {
  private static let queue = DispatchQueue(label: "klear-judge.server.compute", attributes: .concurrent)

  static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }

  /// Work on so many bytes: here, if they are few.
  static func run<Value: Sendable>(
    bytes: Int, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    guard bytes > fewBytes else { return try work() }
    return try await run { Result { try work() } }.get()
  }

  /// Read, checked and hashed within a millisecond or two.
  private static let fewBytes = 128 << 10
}
