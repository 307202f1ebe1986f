/// Merges the bytes of one word into tokens: always the pair of the lowest rank, of equal ones the leftmost.
///
/// Short words, which is nearly all, are scanned again for each merge; long ones (a line of dashes, a base64 block) go
/// through a heap of candidate pairs over a linked list, so that time grows as n·log n. Working memory is kept between
/// words.
struct PairMerger {
  /// Up to this many symbols, scanning is faster than the heap.
  private static let scanLimit = 96
  private static let noRank = UInt32.max

  private var ids: [Int32] = []
  private var lengths: [Int] = []
  /// The rank of the merge of each symbol with the one after it, and the token that it makes.
  private var ranks: [UInt32] = []
  private var made: [Int32] = []
  private var previous: [Int32] = []
  private var next: [Int32] = []
  /// Candidates as rank, then position: a smaller number is to be merged sooner.
  private var heap = MinimumHeap()

  /// Appends the tokens of a word, and the length in bytes of each.
  mutating func merge(
    _ word: UnsafeBufferPointer<UInt8>, model: BytePairModel, ids output: inout [Int32],
    lengths outputLengths: inout [Int]
  ) {
    if let whole = model.wholeWord(word) {
      output.append(whole)
      outputLengths.append(word.count)
      return
    }
    start(word, model: model)
    if ids.count <= Self.scanLimit { scan(model.pairs) } else { useHeap(model.pairs) }
    output.append(contentsOf: ids)
    outputLengths.append(contentsOf: lengths)
  }

  /// One symbol a byte. Bytes without a token become the unknown token; where there is none they are left out, and
  /// count for the length of the symbol after them.
  private mutating func start(_ word: UnsafeBufferPointer<UInt8>, model: BytePairModel) {
    ids.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    var afterUnknown = false
    var leftOut = 0
    for byte in word {
      let id = model.byteTokens[Int(byte)]
      if id >= 0 {
        ids.append(id)
        lengths.append(1 + leftOut)
        leftOut = 0
        afterUnknown = false
      } else if let unknown = model.unknownID {
        if afterUnknown, model.fusesUnknown {
          lengths[lengths.count - 1] += 1
        } else {
          ids.append(unknown)
          lengths.append(1)
        }
        afterUnknown = true
      } else {
        leftOut += 1
      }
    }
  }

  private mutating func rankPair(at index: Int, with right: Int, _ pairs: PairTable) {
    if let merge = pairs.find(ids[index], ids[right]) {
      ranks[index] = merge.rank
      made[index] = merge.id
    } else {
      ranks[index] = Self.noRank
    }
  }

  private mutating func rankAll(_ pairs: PairTable) {
    let count = ids.count
    if ranks.count < count {
      ranks = [UInt32](repeating: Self.noRank, count: count)
      made = [Int32](repeating: 0, count: count)
    }
    for index in 0..<max(count - 1, 0) { rankPair(at: index, with: index + 1, pairs) }
    if count > 0 { ranks[count - 1] = Self.noRank }
  }

  private mutating func scan(_ pairs: PairTable) {
    rankAll(pairs)
    while ids.count > 1 {
      var best = Self.noRank
      var place = 0
      for index in 0..<ids.count - 1 where ranks[index] < best {
        best = ranks[index]
        place = index
      }
      guard best != Self.noRank else { return }
      ids[place] = made[place]
      lengths[place] += lengths[place + 1]
      ids.remove(at: place + 1)
      lengths.remove(at: place + 1)
      // The merged symbol's pair is ranked anew, what follows moves up.
      var index = place + 1
      while index < ids.count {
        ranks[index] = ranks[index + 1]
        made[index] = made[index + 1]
        index += 1
      }
      if place + 1 < ids.count { rankPair(at: place, with: place + 1, pairs) } else { ranks[place] = Self.noRank }
      if place > 0 { rankPair(at: place - 1, with: place, pairs) }
    }
  }

  private mutating func useHeap(_ pairs: PairTable) {
    let count = ids.count
    rankAll(pairs)
    previous = (0..<count).map { Int32($0) - 1 }
    next = (0..<count).map { $0 + 1 < count ? Int32($0) + 1 : -1 }
    heap.removeAll()
    for index in 0..<count { enter(index) }
    while let candidate = heap.pop() {
      let place = Int(candidate & 0xFFFF_FFFF)
      // Outdated where one of the two has been merged since: then the rank is another, or none.
      guard ranks[place] == UInt32(candidate >> 32), ranks[place] != Self.noRank else { continue }
      let right = Int(next[place])
      ids[place] = made[place]
      lengths[place] += lengths[right]
      lengths[right] = 0
      ranks[right] = Self.noRank
      next[place] = next[right]
      ranks[place] = Self.noRank
      if next[place] >= 0 {
        previous[Int(next[place])] = Int32(place)
        rankPair(at: place, with: Int(next[place]), pairs)
        enter(place)
      }
      if previous[place] >= 0 {
        let left = Int(previous[place])
        rankPair(at: left, with: place, pairs)
        enter(left)
      }
    }
    var kept = 0
    for index in 0..<count where lengths[index] > 0 {
      ids[kept] = ids[index]
      lengths[kept] = lengths[index]
      kept += 1
    }
    ids.removeLast(count - kept)
    lengths.removeLast(count - kept)
  }

  private mutating func enter(_ index: Int) {
    if ranks[index] != Self.noRank { heap.push(UInt64(ranks[index]) << 32 | UInt64(index)) }
  }
}

/// A binary heap of numbers that gives the smallest first.
struct MinimumHeap {
  private var items: [UInt64] = []

  mutating func removeAll() { items.removeAll(keepingCapacity: true) }

  mutating func push(_ item: UInt64) {
    items.append(item)
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard items[child] < items[parent] else { return }
      items.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> UInt64? {
    guard let smallest = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return smallest }
    items[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && items[child] < items[least] {
        least = child
      }
      guard least != parent else { return smallest }
      items.swapAt(least, parent)
      parent = least
    }
  }
}
