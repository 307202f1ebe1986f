/// Equality of two texts but for upper and lower case.
enum CaseFolding {
  /// ASCII and, in what is valid UTF-8, every script's letters; other bytes must be the same.
  static func equal(_ left: [UInt8], _ leftRange: Range<Int>, _ right: [UInt8], _ rightRange: Range<Int>) -> Bool {
    var a = Folded(pieces: UTF8Pieces(bytes: left, range: leftRange))
    var b = Folded(pieces: UTF8Pieces(bytes: right, range: rightRange))
    while true {
      let unit = a.next()
      if unit != b.next() { return false }
      if unit == nil { return true }
    }
  }

  /// The folded scalars one after another. Upper case first, then lower: that takes `ß` to `ss` and both small sigmas
  /// to one, as full case folding does.
  private struct Folded {
    var pieces: UTF8Pieces
    var pending: [Unicode.Scalar] = []

    init(pieces: UTF8Pieces) { self.pieces = pieces }

    /// A scalar's value, or a byte that is no UTF-8 as a value above all scalars.
    mutating func next() -> UInt32? {
      if let scalar = pending.popLast() { return scalar.value }
      switch pieces.next() {
      case nil: return nil
      case .byte(let byte): return 0x11_0000 + UInt32(byte)
      case .scalar(let scalar):
        if scalar.isASCII {
          return scalar.value >= 0x41 && scalar.value <= 0x5A ? scalar.value | 0x20 : scalar.value
        }
        for upper in scalar.properties.uppercaseMapping.unicodeScalars {
          pending.append(contentsOf: upper.properties.lowercaseMapping.unicodeScalars)
        }
        pending.reverse()
        return pending.popLast()?.value
      }
    }
  }
}
