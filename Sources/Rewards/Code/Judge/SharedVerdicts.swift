import Crypto
import Synchronization

/// Verdicts of programs seen before on the same problem. Two independent runs must have agreed before a third program of
/// the same text is not run: rollouts repeat themselves often, and a verdict that wavers must not be multiplied.
final class SharedVerdicts: Sendable {
  struct Known: Sendable {
    var tests: [TestResult]
    var compile: CompileResult?
    var layers: [String]
  }

  /// Most programs are seen once: of those only a hash of their verdicts is kept.
  private enum Entry {
    case once(verdicts: Int)
    case agreed(Known)
  }

  private struct State {
    var entries: [String: Entry] = [:]
    /// Results of tests in `entries`.
    var results = 0
  }

  private let state = Mutex(State())
  private static let capacity = 50_000
  private static let resultCapacity = 200_000

  static func key(_ layout: ProgramLayout, _ language: ResolvedLanguage, _ problem: Problem) -> String {
    var hash = SHA256()
    hash.update(data: Array(problem.contentDigest.utf8))
    for file in layout.files.sorted(by: { $0.name < $1.name }) {
      hash.update(data: Array("\(file.name)\u{0}\(file.contents.count)\u{0}".utf8))
      hash.update(data: file.contents)
    }
    return "\(language.language.id) \(hash.finalize().wholeText)"
  }

  func agreed(_ key: String) -> Known? {
    state.withLock { state in
      guard case .agreed(let known)? = state.entries[key] else { return nil }
      return known
    }
  }

  func record(_ key: String, tests: [TestResult], compile: CompileResult?, layers: [String]) {
    guard tests.allSatisfy({ $0.verdict != .internalError && $0.reason != .provokedFault }) else { return }
    let verdicts = tests.map(\.verdict).hashValue
    state.withLock { state in
      switch state.entries[key] {
      case .agreed?: return
      case .once(verdicts)?:
        if state.results + tests.count > Self.resultCapacity { state = State() }
        state.entries[key] = .agreed(Known(tests: tests, compile: compile, layers: layers))
        state.results += tests.count
      case .once?, nil:
        if state.entries.count >= Self.capacity { state = State() }
        state.entries[key] = .once(verdicts: verdicts)
      }
    }
  }
}
