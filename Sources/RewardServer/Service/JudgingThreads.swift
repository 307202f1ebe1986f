import Dispatch

/// Work that computes for long without waiting, kept away from the threads that serve requests.
enum JudgingThreads {
  private static let queue = DispatchQueue(label: "klear-judge.server.compute", attributes: .concurrent)

  static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }
}
