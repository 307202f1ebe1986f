/// What a row has in common with one problem of a benchmark.
struct Overlap: Sendable {
  /// Number of the benchmark's problem.
  var item: UInt32
  /// Share of the problem's runs of words that stand in the row.
  var coverage: Double
  /// Words of the longest passage in common.
  var runWords: Int
  var passage: String
  var passageWords: [UInt64]
}

/// All runs of so many words of the benchmarks' problems, by hash.
struct BenchmarkIndex: Sendable {
  private let width: Int
  /// `FILE:LINE (ID)` of each problem.
  private(set) var names: [String] = []
  private(set) var places: [String] = []
  private var gramCounts: [Int32] = []
  private var keys: [UInt64] = []
  private var items: [UInt32] = []
  /// In how many different problems the run stands, up to 255.
  private var spreads: [UInt8] = []
  private var slots = [UInt32](repeating: 0, count: 1 << 12)
  /// One bit for each hash: almost all runs of a row are in no benchmark, and this says so without a search.
  private var bitmap: [UInt64] = []
  /// Whole problems that are shorter than a run.
  private var short: [UInt64: UInt32] = [:]
  private let leading: UInt64

  /// Runs that stand in more problems than this are the benchmark's own way of speaking.
  private static let commonSpread = 4

  init(width: Int) {
    self.width = width
    var power: UInt64 = 1
    for _ in 0..<width { power &*= Self.base }
    leading = power
  }

  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15 | 1

  var isEmpty: Bool { names.isEmpty }

  mutating func add(_ text: String, name: String, place: String) {
    let words = WordScan(text)
    guard words.count > 0 else { return }
    let item = UInt32(names.count)
    names.append(name)
    places.append(place)
    short[NormalText.looseKey(text)] = item
    var added = 0
    Self.forEachGram(words.hashes, width, leading) { _, key in
      added += 1
      insert(key, item)
    }
    gramCounts.append(Int32(added))
  }

  /// To be called when all problems are in.
  mutating func seal() {
    var bits = 1 << 16
    while bits < keys.count * 32 { bits *= 2 }
    bitmap = [UInt64](repeating: 0, count: bits / 64)
    for key in keys {
      let bit = Int(truncatingIfNeeded: key >> 20) & (bits - 1)
      bitmap[bit / 64] |= 1 << UInt64(bit % 64)
    }
  }

  private mutating func insert(_ key: UInt64, _ item: UInt32) {
    if (keys.count + 1) * 2 > slots.count { grow() }
    let place = slot(key)
    if slots[place] == 0 {
      keys.append(key)
      items.append(item)
      spreads.append(1)
      slots[place] = UInt32(keys.count)
    } else {
      let entry = Int(slots[place]) - 1
      if items[entry] != item, spreads[entry] < 255 {
        spreads[entry] += 1
        items[entry] = item
      }
    }
  }

  private func slot(_ key: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: key) & mask
    while slots[place] != 0, keys[Int(slots[place]) - 1] != key { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for entry in keys.indices { slots[slot(keys[entry])] = UInt32(entry + 1) }
  }

  @inline(__always)
  private static func forEachGram(
    _ words: [UInt64], _ width: Int, _ leading: UInt64, _ body: (Int, UInt64) -> Void
  ) {
    guard words.count >= width else { return }
    words.withUnsafeBufferPointer { words in
      var rolling: UInt64 = 0
      for index in 0..<words.count {
        rolling = rolling &* base &+ words[index]
        if index >= width { rolling = rolling &- words[index - width] &* leading }
        if index >= width - 1 { body(index - width + 1, Hash.finish(rolling)) }
      }
    }
  }

  // MARK: Looking up

  /// The problems that the text has passages in common with, the most alike first, at most three.
  func overlaps(with text: String, _ words: WordScan) -> [Overlap] {
    guard !isEmpty else { return [] }
    if words.count < width {
      guard let item = short[NormalText.looseKey(text)] else { return [] }
      return [
        Overlap(item: item, coverage: 1, runWords: words.count, passage: text, passageWords: words.hashes)
      ]
    }
    var hits: [(start: Int, entry: Int)] = []
    let mask = bitmap.count * 64 - 1
    bitmap.withUnsafeBufferPointer { bitmap in
      Self.forEachGram(words.hashes, width, leading) { start, key in
        let bit = Int(truncatingIfNeeded: key >> 20) & mask
        guard bitmap[bit / 64] & (1 << UInt64(bit % 64)) != 0 else { return }
        let found = slots[slot(key)]
        if found != 0 { hits.append((start, Int(found) - 1)) }
      }
    }
    guard !hits.isEmpty else { return [] }
    return overlaps(of: hits, in: text, words)
  }

  private func overlaps(of hits: [(start: Int, entry: Int)], in text: String, _ words: WordScan) -> [Overlap] {
    var matched: [UInt32: [(start: Int, entry: Int)]] = [:]
    for hit in hits where spreads[hit.entry] <= Self.commonSpread { matched[items[hit.entry], default: []].append(hit) }
    let ranked = matched.map { item, hits -> (item: UInt32, coverage: Double, hits: [(start: Int, entry: Int)]) in
      let distinct = Set(hits.map(\.entry)).count
      return (item, Double(distinct) / Double(max(1, gramCounts[Int(item)])), hits)
    }.sorted { ($0.coverage, Double($1.item)) > ($1.coverage, Double($0.item)) }
    return ranked.prefix(3).map { found in
      var (best, bestStart) = (0, 0)
      var start = found.hits[0].start
      var previous = start
      for hit in found.hits {
        if hit.start > previous + 1 { start = hit.start }
        previous = hit.start
        if hit.start - start >= best { (best, bestStart) = (hit.start - start, start) }
      }
      let last = bestStart + best + width - 1
      let range = Int(words.starts[bestStart])..<Int(words.ends[last])
      let passage = String(decoding: Array(text.utf8)[range], as: UTF8.self)
      return Overlap(
        item: found.item, coverage: found.coverage, runWords: last - bestStart + 1, passage: passage,
        passageWords: Array(words.hashes[bestStart...last]))
    }
  }
}
