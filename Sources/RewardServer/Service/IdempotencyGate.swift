import Synchronization

/// Requests of the same idempotency key go one after another: the second finds the rows of the first.
final class IdempotencyGate: Sendable {
  private struct Entry {
    var bodyHash: String
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let entries = Mutex<[String: Entry]>([:])

  /// Waits for the turn of a key.
  /// - Throws: `idempotency_key_reused` where another body is under way with it.
  func enter(_ key: String, bodyHash: String) async throws(APIError) -> GateTurn {
    while true {
      let outcome: Result<Bool, APIError> = entries.withLock { entries in
        guard let entry = entries[key] else {
          entries[key] = Entry(bodyHash: bodyHash)
          return .success(true)
        }
        return entry.bodyHash == bodyHash ? .success(false) : .failure(.keyReused())
      }
      if try outcome.get() { return GateTurn(gate: self, key: key) }
      await withCheckedContinuation { continuation in
        let isThere = entries.withLock { entries in
          guard entries[key] != nil else { return false }
          entries[key]?.waiters.append(continuation)
          return true
        }
        if !isThere { continuation.resume() }
      }
    }
  }

  fileprivate func leave(_ key: String) {
    let waiters = entries.withLock { $0.removeValue(forKey: key)?.waiters ?? [] }
    for waiter in waiters { waiter.resume() }
  }
}

/// The turn of a key, until it is ended or let go of: an answer that nobody takes does not hold it.
final class GateTurn: Sendable {
  private let gate: IdempotencyGate
  private let key: String
  private let isOver = Atomic<Bool>(false)

  fileprivate init(gate: IdempotencyGate, key: String) {
    self.gate = gate
    self.key = key
  }

  deinit { end() }

  func end() {
    if !isOver.exchange(true, ordering: .acquiringAndReleasing) { gate.leave(key) }
  }
}

extension APIError {
  static func keyReused() -> APIError {
    APIError(.keyReused, "this idempotency key was used for another body: use a new key", field: "Idempotency-Key")
  }
}
