/// Where each problem's row stands, by id, in about 30 bytes a problem beside the id itself.
struct ProblemIndex {
  struct Entry {
    var offset: Int
    /// Rows are shorter than 4 GiB by ``LineReader``'s limit.
    var byteCount: UInt32
    /// The last one stands for all lines beyond.
    var line: UInt32

    init(offset: Int, byteCount: Int, line: Int) {
      self.offset = offset
      self.byteCount = UInt32(clamping: byteCount)
      self.line = UInt32(clamping: line)
    }
  }

  private var entries: [Entry] = []
  /// All ids one after the other; `idEnds[i]` is where id i ends.
  private var idBytes: [UInt8] = []
  private var idEnds: [Int] = []
  /// Open addressing: position + 1 of an entry, 0 for a free slot. Its size is a power of two.
  private var slots = [UInt32](repeating: 0, count: 16)

  var count: Int { entries.count }

  var ids: [String] { entries.indices.map { String(decoding: idText($0), as: UTF8.self) } }

  func entry(_ position: Int) -> Entry { entries[position] }

  func position(of id: String) -> Int? {
    let found = slots[slot(of: Array(id.utf8))]
    return found == 0 ? nil : Int(found) - 1
  }

  /// Adds a row.
  /// - Returns: the earlier row of the same id, in which case nothing is added.
  mutating func add(_ id: String, _ entry: Entry) -> Entry? {
    if (entries.count + 1) * 2 > slots.count { grow() }
    let text = Array(id.utf8)
    let place = slot(of: text)
    guard slots[place] == 0 else { return entries[Int(slots[place]) - 1] }
    entries.append(entry)
    idBytes.append(contentsOf: text)
    idEnds.append(idBytes.count)
    slots[place] = UInt32(entries.count)
    return nil
  }

  private func idText(_ position: Int) -> ArraySlice<UInt8> {
    idBytes[(position == 0 ? 0 : idEnds[position - 1])..<idEnds[position]]
  }

  /// The slot that holds this id, or the free one where it would go.
  private func slot(of id: [UInt8]) -> Int {
    // The standard hasher is seeded at random, so no file can be written to collide.
    var hasher = Hasher()
    id.withUnsafeBytes { hasher.combine(bytes: $0) }
    var place = hasher.finalize() & (slots.count - 1)
    while slots[place] != 0, !idText(Int(slots[place]) - 1).elementsEqual(id) {
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for position in entries.indices { slots[slot(of: Array(idText(position)))] = UInt32(position + 1) }
  }
}
