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

  private struct Entry {
    var known: Known
    var agreements: Int
  }

  private let entries = Mutex<[String: Entry]>([:])
  private static let capacity = 50_000

  static func key(_ layout: ProgramLayout, _ language: ResolvedLanguage, _ problem: Problem) -> String {
    var hash = SHA256()
    hash.update(data: Array(problem.contentDigest.utf8))
    for file in layout.files.sorted(by: { $0.name < $1.name }) {
      hash.update(data: Array("\(file.name)\u{0}\(file.contents.count)\u{0}".utf8))
      hash.update(data: file.contents)
    }
    let digest = hash.finalize().map { String($0, radix: 16) }.joined(separator: ".")
    return "\(language.language.id) \(digest)"
  }

  func agreed(_ key: String) -> Known? {
    entries.withLock { entries in
      guard let entry = entries[key], entry.agreements >= 2 else { return nil }
      return entry.known
    }
  }

  func record(_ key: String, tests: [TestResult], compile: CompileResult?, layers: [String]) {
    guard tests.allSatisfy({ $0.verdict != .internalError && $0.reason != .provokedFault }) else { return }
    entries.withLock { entries in
      if let entry = entries[key], entry.known.tests.map(\.verdict) == tests.map(\.verdict) {
        entries[key]?.agreements += 1
      } else {
        if entries.count >= Self.capacity { entries.removeAll() }
        entries[key] = Entry(known: Known(tests: tests, compile: compile, layers: layers), agreements: 1)
      }
    }
  }
}
