/// Learns merges from counted words.
///
/// Counts of pairs are kept up to date: a merge looks only at the words that hold its pair. A candidate in the heap may
/// be outdated; it is then put back with the count of now. This follows Hugging Face's trainer step by step, so that
/// also tokens that two merges make (in runs of one character) come out as there.
struct MergeLearner {
  private(set) var surfaces: ByteStrings
  private var surfaceIndex: ByteIndex
  private var merges: [(left: Int32, right: Int32)] = []
  /// The symbols of each word, in place: a merge shortens the word.
  private var symbols: [Int32] = []
  private var starts: [Int] = []
  private var lengths: [Int] = []
  private let counts: [Int]
  private var pairCounts: [UInt64: Int] = [:]
  private var heap = CandidateHeap()

  init(words: WordCounter, byteTokens: [Int32], surfaces: ByteStrings) {
    self.surfaces = surfaces
    surfaceIndex = ByteIndex(capacity: surfaces.count)
    for id in 0..<surfaces.count { _ = surfaceIndex.insert(id, of: surfaces) }
    counts = words.counts
    for word in 0..<words.words.count {
      starts.append(symbols.count)
      symbols.append(contentsOf: words.words[word].lazy.map { byteTokens[Int($0)] })
      lengths.append(symbols.count - starts[word])
    }
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

  /// Merges until there are so many tokens or no pair is frequent enough.
  mutating func learn(until size: Int, minimumFrequency: Int) {
    countPairs()
    while surfaces.count < size, var candidate = heap.pop() {
      let count = pairCounts[candidate.pair] ?? 0
      guard candidate.count == count else {
        candidate.count = count
        heap.push(candidate)
        continue
      }
      guard count >= max(minimumFrequency, 1) else { return }
      merge(candidate)
    }
  }

  private mutating func countPairs() {
    var places: [UInt64: [Int32]] = [:]
    for word in 0..<starts.count {
      let start = starts[word]
      for position in start..<start + max(lengths[word] - 1, 0) {
        let pair = Self.key(symbols[position], symbols[position + 1])
        pairCounts[pair, default: 0] += counts[word]
        if places[pair]?.last != Int32(word) { places[pair, default: []].append(Int32(word)) }
      }
    }
    for (pair, words) in places { heap.push(.init(count: pairCounts[pair] ?? 0, pair: pair, words: words)) }
  }

  private mutating func merge(_ candidate: CandidateHeap.Candidate) {
    let left = Int32(candidate.pair >> 32)
    let right = Int32(candidate.pair & 0xFFFF_FFFF)
    let made = token(surfaces[Int(left)] + surfaces[Int(right)])
    merges.append((left, right))
    var places: [UInt64: [Int32]] = [:]
    for word in candidate.words {
      mergeWord(Int(word), left, right, into: made, &places)
    }
    for (pair, words) in places {
      let count = pairCounts[pair] ?? 0
      if count > 0 { heap.push(.init(count: count, pair: pair, words: words)) }
    }
  }

  /// The token of these bytes, a new one unless there is one already.
  private mutating func token(_ surface: ArraySlice<UInt8>) -> Int32 {
    if let known = surfaceIndex.find(Array(surface), in: surfaces) { return Int32(known) }
    surfaces.append(surface)
    _ = surfaceIndex.insert(surfaces.count - 1, of: surfaces)
    return Int32(surfaces.count - 1)
  }

  private mutating func mergeWord(
    _ word: Int, _ left: Int32, _ right: Int32, into made: Int32, _ places: inout [UInt64: [Int32]]
  ) {
    let start = starts[word]
    let end = start + lengths[word]
    let count = counts[word]
    func change(_ pair: UInt64, by sign: Int) {
      pairCounts[pair, default: 0] += sign * count
      if sign > 0, places[pair]?.last != Int32(word) { places[pair, default: []].append(Int32(word)) }
    }
    var read = start
    var write = start
    while read < end {
      guard symbols[read] == left, read + 1 < end, symbols[read + 1] == right else {
        symbols[write] = symbols[read]
        write += 1
        read += 1
        continue
      }
      if write > start {
        change(Self.key(symbols[write - 1], left), by: -1)
        change(Self.key(symbols[write - 1], made), by: 1)
      }
      if read + 2 < end {
        change(Self.key(right, symbols[read + 2]), by: -1)
        change(Self.key(made, symbols[read + 2]), by: 1)
      }
      symbols[write] = made
      write += 1
      read += 2
    }
    lengths[word] = write - start
  }

  /// The merges as surfaces. One that was made twice keeps its last place, as in Hugging Face's files.
  func distinctMerges() -> [(left: [UInt8], right: [UInt8])] {
    var last: [UInt64: Int] = [:]
    for (rank, merge) in merges.enumerated() { last[Self.key(merge.left, merge.right)] = rank }
    return merges.enumerated().compactMap { rank, merge in
      guard last[Self.key(merge.left, merge.right)] == rank else { return nil }
      return (Array(surfaces[Int(merge.left)]), Array(surfaces[Int(merge.right)]))
    }
  }
}

/// Pairs that may be merged next; the most frequent first, of equal ones that with the lower ids.
struct CandidateHeap {
  struct Candidate {
    var count: Int
    var pair: UInt64
    /// The words that held the pair when the candidate was made, in rising order.
    var words: [Int32]
  }

  private var items: [Candidate] = []

  private func comesBefore(_ first: Int, _ second: Int) -> Bool {
    if items[first].count != items[second].count { return items[first].count > items[second].count }
    if items[first].pair != items[second].pair { return items[first].pair < items[second].pair }
    // Two candidates of one pair differ in their words; any fixed order will do.
    return items[first].words.lexicographicallyPrecedes(items[second].words)
  }

  mutating func push(_ item: Candidate) {
    items.append(item)
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard comesBefore(child, parent) else { return }
      items.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Candidate? {
    guard let first = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return first }
    items[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && comesBefore(child, best) {
        best = child
      }
      guard best != parent else { return first }
      items.swapAt(best, parent)
      parent = best
    }
  }
}
