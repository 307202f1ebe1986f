import Dispatch
import Synchronization

/// What each language's tools say about themselves, asked once, on a thread that may wait for them.
public final class LanguageVersions: Sendable {
  private let known = Mutex<[String: String]>([:])
  private let queue = DispatchQueue(label: "klear-judge.versions")

  public init() {}

  /// ``ResolvedLanguage/version()``, from the second time on without running anything.
  public func version(of language: ResolvedLanguage) async -> String {
    let id = language.language.id
    if let version = known.withLock({ $0[id] }) { return version }
    return await withCheckedContinuation { continuation in
      queue.async {
        let version = self.known.withLock { $0[id] } ?? language.version()
        self.known.withLock { $0[id] = version }
        continuation.resume(returning: version)
      }
    }
  }
}
