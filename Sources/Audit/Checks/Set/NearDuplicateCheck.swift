/// Nearly the same question as an earlier row: most words agree, and all numbers.
///
/// MinHash signatures in bands of an LSH table. Rows that meet in a band are compared by their whole signatures. A
/// question with other numbers or another gold asks for something else, however many words it shares: sets made from
/// templates consist of such rows.
final class NearDuplicateCheck: SetCheck {
  static let about = CheckDescription(
    id: "duplicate_near", severity: .warning, cost: .set,
    summary: "Nearly the same prompt as an earlier row, with the same numbers and the same gold.",
    advice: "Keep one of them; --drop duplicate_near does.")

  private struct Pair {
    var row: RowIndex
    var other: RowIndex
    var similarity: Float
  }

  private static let bandRows = 4
  private static let bands = MinHash.count / bandRows
  /// Of the rows in a bucket, so many are compared, the latest first: in families of a million rows the rest is alike.
  private static let walk = 24

  private let threshold: Double
  private var signatures = SignatureStore()
  /// Number of a signature → row.
  private var rows: [RowIndex] = []
  private var goldKeys: [UInt64] = []
  private var numberSums: [UInt64] = []
  private var kinds: [AuditRow.Kind] = []
  private var tables: [BandTable]
  private var pairs: [Pair] = []
  private var seen: [UInt32] = []

  init(_ settings: AuditSettings) {
    threshold = settings.nearSimilarity
    tables = (0..<Self.bands).map { BandTable(band: $0) }
  }

  func take(_ digest: RowDigest, at index: RowIndex) {
    guard let signature = digest.signature else { return }
    let number = UInt32(signatures.count)
    let gold = digest.gold.map(NormalText.goldKey) ?? 0
    seen.removeAll(keepingCapacity: true)
    var best: Pair?
    for band in tables.indices {
      var candidate = tables[band].head(of: signature.values, in: signatures)
      var steps = 0
      while let other = candidate, steps < Self.walk {
        steps += 1
        candidate = tables[band].next(other)
        guard !seen.contains(other) else { continue }
        seen.append(other)
        let place = Int(other)
        guard goldKeys[place] == gold, kinds[place] == digest.kind, numbersAgree(digest, numberSums[place]) else {
          continue
        }
        let similarity = Float(signatures.agreement(place, signature.values)) / Float(MinHash.count)
        if similarity > best?.similarity ?? 0 { best = Pair(row: index, other: rows[place], similarity: similarity) }
      }
      if let similarity = best?.similarity, similarity > 0.95 { break }
    }
    if let best, Double(best.similarity) >= required(digest, gold) { pairs.append(best) }
    signatures.append(signature.values)
    rows.append(index)
    goldKeys.append(gold)
    numberSums.append(digest.numberSum)
    kinds.append(digest.kind)
    for band in tables.indices { tables[band].insert(number, signatures) }
  }

  /// Rows without numbers and gold have only their words to tell them apart; of short ones few words decide.
  private func required(_ digest: RowDigest, _ gold: UInt64) -> Double {
    let plain = gold == 0 && digest.numbers.isEmpty
    let short = digest.wordCount < 12
    return min(1, threshold + (plain ? 0.1 : 0) + (short ? 0.1 : 0))
  }

  /// The same numbers, but for one that a heading or a hint added to either side.
  private func numbersAgree(_ digest: RowDigest, _ other: UInt64) -> Bool {
    let difference = digest.numberSum &- other
    if difference == 0 { return true }
    guard digest.numbers.count > 1 else { return false }
    return digest.numbers.contains(difference) && Self.smallNumbers.contains(difference)
      || Self.smallNumbers.contains(0 &- difference)
  }

  /// The hashes of 1 to 30: numbers of tasks and hints ("2 decimal places").
  private static let smallNumbers: Set<UInt64> = Set((1...30).map { WordScan(String($0)).hashes[0] })

  func finish(_ table: RowTable) -> [SetRemark] {
    pairs.map { pair in
      let percent = Int((pair.similarity * 100).rounded())
      return SetRemark(
        row: pair.row, check: Self.about.id,
        remark: Remark(
          "about \(percent) % of the words and pairs of words of \(table.place(pair.other)) (\(table.id(pair.other))), "
            + "with the same numbers", confidence: min(0.98, Double(pair.similarity)),
          related: [table.place(pair.other)]))
    }
  }
}

/// Signatures in blocks, so that growing never copies all of them.
struct SignatureStore {
  private static let blockRows = 4_096
  private var blocks: [[UInt16]] = []
  private(set) var count = 0

  mutating func append(_ values: [UInt16]) {
    if count % Self.blockRows == 0 {
      blocks.append([])
      blocks[blocks.count - 1].reserveCapacity(Self.blockRows * MinHash.count)
    }
    blocks[blocks.count - 1].append(contentsOf: values)
    count += 1
  }

  /// The values of one band as a number.
  @inline(__always)
  func key(_ row: Int, band: Int) -> UInt64 {
    let block = blocks[row / Self.blockRows]
    let start = (row % Self.blockRows) * MinHash.count + band * 4
    return SignatureStore.key(block, start)
  }

  @inline(__always)
  static func key(_ values: [UInt16], _ start: Int) -> UInt64 {
    UInt64(values[start]) | UInt64(values[start + 1]) << 16 | UInt64(values[start + 2]) << 32
      | UInt64(values[start + 3]) << 48
  }

  /// In how many places a signature agrees with that of a row.
  func agreement(_ row: Int, _ values: [UInt16]) -> Int {
    let block = blocks[row / Self.blockRows]
    let start = (row % Self.blockRows) * MinHash.count
    var equal = 0
    for offset in 0..<MinHash.count where block[start + offset] == values[offset] { equal += 1 }
    return equal
  }
}

/// One band: the rows with the same four values, the latest first.
struct BandTable {
  private let band: Int
  /// Number + 1 of the latest row of a bucket; 0 is free. A power of two.
  private var slots = [UInt32](repeating: 0, count: 1_024)
  /// Number + 1 of the row before, by number.
  private var previous: [UInt32] = []
  private var buckets = 0

  init(band: Int) { self.band = band }

  func head(of values: [UInt16], in signatures: SignatureStore) -> UInt32? {
    let found = slots[slot(SignatureStore.key(values, band * 4), signatures)]
    return found == 0 ? nil : found - 1
  }

  func next(_ number: UInt32) -> UInt32? {
    let found = previous[Int(number)]
    return found == 0 ? nil : found - 1
  }

  mutating func insert(_ number: UInt32, _ signatures: SignatureStore) {
    if (buckets + 1) * 2 > slots.count { grow(signatures) }
    let place = slot(signatures.key(Int(number), band: band), signatures)
    if slots[place] == 0 { buckets += 1 }
    previous.append(slots[place])
    slots[place] = number + 1
  }

  private func slot(_ key: UInt64, _ signatures: SignatureStore) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: Hash.finish(key)) & mask
    while slots[place] != 0, signatures.key(Int(slots[place] - 1), band: band) != key { place = (place + 1) & mask }
    return place
  }

  private mutating func grow(_ signatures: SignatureStore) {
    let old = slots
    slots = [UInt32](repeating: 0, count: old.count * 2)
    for head in old where head != 0 {
      slots[slot(signatures.key(Int(head - 1), band: band), signatures)] = head
    }
  }
}
