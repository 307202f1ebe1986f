import Foundation
import Synchronization

/// Verdicts by problem and answer, for all runs of an experiment and, as a file, for those that come later: small models
/// write the same programs over and over.
final class VerdictCache: Sendable {
  struct Entry: Codable, Sendable {
    /// A hash of problem, answer and how it was judged.
    var key: String
    var passed: Int
    var total: Int
    var accepted: Bool
    var reward: Double
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var unwritten: [Entry] = []
  }

  private let file: String
  private let state = Mutex(State())
  /// So many are lost at most when the machine stops.
  private static let mostUnwritten = 500

  init(file: String) {
    self.file = file
    let decoder = JSONDecoder()
    let lines = FileManager.default.contents(atPath: file)?.split(separator: 0x0A) ?? []
    let entries = lines.compactMap { try? decoder.decode(Entry.self, from: Data($0)) }
    state.withLock { state in
      for entry in entries { state.entries[entry.key] = entry }
    }
  }

  func entry(_ key: String) -> Entry? { state.withLock { $0.entries[key] } }

  func add(_ entry: Entry) {
    let isDue = state.withLock { state in
      guard state.entries.updateValue(entry, forKey: entry.key) == nil else { return false }
      state.unwritten.append(entry)
      return state.unwritten.count >= Self.mostUnwritten
    }
    if isDue { write() }
  }

  /// Appends what is new. A cache that cannot be written costs time, nothing else.
  func write() {
    state.withLock { state in
      guard !state.unwritten.isEmpty else { return }
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let lines = state.unwritten.compactMap { try? encoder.encode($0) + [0x0A] }
      if !FileManager.default.fileExists(atPath: file) { FileManager.default.createFile(atPath: file, contents: nil) }
      guard let handle = FileHandle(forWritingAtPath: file) else { return }
      // A torn line of a process that was killed must not swallow the next one.
      if let end = try? handle.seekToEnd(), end > 0 { try? handle.write(contentsOf: Data([0x0A])) }
      if (try? handle.write(contentsOf: Data(lines.joined()))) != nil { state.unwritten = [] }
      try? handle.close()
    }
  }
}
