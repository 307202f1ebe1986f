/// Many byte strings in one block, by index.
struct ByteStrings: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(_ string: some Sequence<UInt8>) {
    bytes.append(contentsOf: string)
    ends.append(bytes.count)
  }

  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  subscript(_ index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }
}

/// The index of each byte string: a hash table over ``ByteStrings``, keyed by bytes alone.
struct ByteIndex: Sendable {
  private var slots: [Int32]
  private var mask: Int
  private var count = 0

  /// - Parameter capacity: how many entries it holds before it must grow.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    mask = size - 1
  }

  /// Enters the string at an index. Gives the index that already has these bytes, if one does, and changes nothing
  /// then.
  mutating func insert(_ index: Int, of strings: ByteStrings) -> Int? {
    if (count + 1) * 2 > slots.count { grow(strings) }
    let range = strings.range(index)
    return strings.bytes.withUnsafeBufferPointer { all in
      let key = UnsafeBufferPointer(rebasing: all[range])
      var slot = Int(truncatingIfNeeded: key.hash64) & mask
      while slots[slot] >= 0 {
        let other = UnsafeBufferPointer(rebasing: all[strings.range(Int(slots[slot]))])
        if key.sameBytes(as: other) { return Int(slots[slot]) }
        slot = (slot + 1) & mask
      }
      slots[slot] = Int32(index)
      count += 1
      return nil
    }
  }

  private mutating func grow(_ strings: ByteStrings) {
    let entered = slots.filter { $0 >= 0 }
    slots = [Int32](repeating: -1, count: slots.count * 2)
    mask = slots.count - 1
    strings.bytes.withUnsafeBufferPointer { all in
      for index in entered {
        var slot = Int(truncatingIfNeeded: UnsafeBufferPointer(rebasing: all[strings.range(Int(index))]).hash64) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = index
      }
    }
  }

  func find(_ key: UnsafeBufferPointer<UInt8>, in strings: ByteStrings) -> Int? {
    strings.bytes.withUnsafeBufferPointer { all in
      var slot = Int(truncatingIfNeeded: key.hash64) & mask
      while slots[slot] >= 0 {
        let other = UnsafeBufferPointer(rebasing: all[strings.range(Int(slots[slot]))])
        if key.sameBytes(as: other) { return Int(slots[slot]) }
        slot = (slot + 1) & mask
      }
      return nil
    }
  }

  func find(_ key: [UInt8], in strings: ByteStrings) -> Int? {
    key.withUnsafeBufferPointer { find($0, in: strings) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// A hash of the bytes, eight at a time. The same in every run, so results cannot depend on it.
  var hash64: UInt64 {
    var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    let raw = UnsafeRawBufferPointer(self)
    var position = 0
    while position + 8 <= count {
      hash = Self.mix(hash, raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    if position < count {
      var tail: UInt64 = 0
      while position < count {
        tail = tail << 8 | UInt64(self[position])
        position += 1
      }
      hash = Self.mix(hash, tail)
    }
    return hash ^ hash >> 29
  }

  @inline(__always)
  private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low ^ word &* 0xE703_7ED1_A0B4_28DB
  }

  @inline(__always)
  func sameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    var position = 0
    while position < count {
      if self[position] != other[position] { return false }
      position += 1
    }
    return true
  }
}
