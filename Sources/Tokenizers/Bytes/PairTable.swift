/// The merges: for two neighbours, the merge's rank and the token that it makes.
struct PairTable: Sendable {
  struct Merge: Sendable {
    var rank: UInt32
    var id: Int32
  }

  private struct Slot: Sendable {
    /// All ones where the slot is empty: no pair has that key, since ids are below 2^31.
    var key: UInt64
    var merge: Merge
  }

  private var slots: [Slot]
  private let mask: Int
  private(set) var count = 0

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = [Slot](repeating: Slot(key: .max, merge: Merge(rank: 0, id: 0)), count: size)
    mask = size - 1
  }

  @inline(__always)
  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    let product = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 32) & mask
  }

  /// Enters a merge; one that comes twice keeps the later rank, as Hugging Face's does.
  mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    let key = Self.key(left, right)
    var index = slot(of: key)
    while slots[index].key != .max, slots[index].key != key { index = (index + 1) & mask }
    if slots[index].key == .max { count += 1 }
    slots[index] = Slot(key: key, merge: merge)
  }

  @inline(__always)
  func find(_ left: Int32, _ right: Int32) -> Merge? {
    let key = Self.key(left, right)
    var index = slot(of: key)
    return slots.withUnsafeBufferPointer { slots in
      while true {
        let found = slots[index]
        if found.key == key { return found.merge }
        if found.key == .max { return nil }
        index = (index + 1) & mask
      }
    }
  }
}
