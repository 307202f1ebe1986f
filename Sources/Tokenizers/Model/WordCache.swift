import Synchronization

/// The tokens of words that were met before. Natural text repeats its words, so most need no merging.
struct WordCache {
  /// Longer words seldom come again.
  static let longestWord = 40
  /// When this many words are held, the cache starts afresh: that keeps it near 4 MB.
  private static let wordLimit = 1 << 16
  private static let slotCount = 1 << 17

  private struct Entry {
    var word: Int
    var wordCount: UInt32
    var idCount: UInt32
    var ids: Int
  }

  private var slots = [Int32](repeating: -1, count: slotCount)
  private var entries: [Entry] = []
  private var words: [UInt8] = []
  private var ids: [Int32] = []

  /// Appends the tokens of a word that is held. Otherwise gives the place where it belongs.
  @inline(__always)
  mutating func append(_ word: UnsafeBufferPointer<UInt8>, to output: inout [Int32]) -> Int? {
    var slot = Int(truncatingIfNeeded: word.hash64) & (Self.slotCount - 1)
    while slots[slot] >= 0 {
      let entry = entries[Int(slots[slot])]
      if Int(entry.wordCount) == word.count, isSame(entry.word, word) {
        if entry.idCount == 1 {
          output.append(ids[entry.ids])
        } else {
          output.append(contentsOf: ids[entry.ids..<entry.ids + Int(entry.idCount)])
        }
        return nil
      }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
    return slot
  }

  @inline(__always)
  private func isSame(_ start: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    words.withUnsafeBufferPointer { words in
      var position = 0
      while position < word.count {
        if words[start + position] != word[position] { return false }
        position += 1
      }
      return true
    }
  }

  mutating func insert(_ word: UnsafeBufferPointer<UInt8>, at slot: Int, tokens: ArraySlice<Int32>) {
    if entries.count >= Self.wordLimit {
      self = WordCache()
      return
    }
    slots[slot] = Int32(entries.count)
    entries.append(
      Entry(word: words.count, wordCount: UInt32(word.count), idCount: UInt32(tokens.count), ids: ids.count))
    words.append(contentsOf: word)
    ids.append(contentsOf: tokens)
  }
}

/// Lends each encoding call a cache and a merger for itself, so that threads do not wait for each other.
final class WorkspacePool: Sendable {
  struct Workspace: Sendable {
    var cache = WordCache()
    var merger = PairMerger()
    var lengths: [Int] = []
  }

  /// As many as threads encode at once on the machines that this is for; further ones work without keeping theirs.
  private static let limit = 8
  private let idle = Mutex<[Workspace]>([])

  func take() -> Workspace { idle.withLock { $0.popLast() } ?? Workspace() }

  func giveBack(_ workspace: sending Workspace) {
    let returned = workspace
    idle.withLock { if $0.count < Self.limit { $0.append(returned) } }
  }
}
