/// Plain byte work that the checkers share.
enum ByteText {
  static let newline = UInt8(ascii: "\n")

  /// How many bytes two ranges have in common from their starts. Eight at a time: this is what runs over 100 MB outputs.
  static func commonPrefixCount(_ left: [UInt8], _ leftRange: Range<Int>, _ right: [UInt8], _ rightRange: Range<Int>)
    -> Int
  {
    let count = min(leftRange.count, rightRange.count)
    return left.withUnsafeBytes { leftBytes in
      right.withUnsafeBytes { rightBytes in
        let a = UnsafeRawBufferPointer(rebasing: leftBytes[leftRange])
        let b = UnsafeRawBufferPointer(rebasing: rightBytes[rightRange])
        var position = 0
        while position + 8 <= count {
          let wordA = a.loadUnaligned(fromByteOffset: position, as: UInt64.self)
          let wordB = b.loadUnaligned(fromByteOffset: position, as: UInt64.self)
          if wordA != wordB { break }
          position += 8
        }
        while position < count, a[position] == b[position] { position += 1 }
        return position
      }
    }
  }

  static func equal(_ left: [UInt8], _ leftRange: Range<Int>, _ right: [UInt8], _ rightRange: Range<Int>) -> Bool {
    guard leftRange.count == rightRange.count else { return false }
    // Lines and tokens are mostly a few bytes long: not worth a call that sets up words.
    guard leftRange.count > 16 else {
      var i = leftRange.lowerBound
      var j = rightRange.lowerBound
      while i < leftRange.upperBound {
        if left[i] != right[j] { return false }
        i += 1
        j += 1
      }
      return true
    }
    return commonPrefixCount(left, leftRange, right, rightRange) == leftRange.count
  }

  /// The position after the last newline before `position`.
  static func lineStart(of bytes: [UInt8], before position: Int) -> Int {
    var start = position
    while start > 0, bytes[start - 1] != newline { start -= 1 }
    return start
  }

  /// Where the line that starts at `start` ends: at its newline or at `limit`.
  static func lineEnd(of bytes: [UInt8], from start: Int, limit: Int) -> Int {
    var end = start
    while end < limit, bytes[end] != newline { end += 1 }
    return end
  }

  /// The number, from 1, of the line that `position` is in. Only asked for when there is a difference to report.
  static func lineNumber(of bytes: [UInt8], at position: Int, from start: Int = 0) -> Int {
    var number = 1
    var index = start
    let end = min(position, bytes.count)
    while index < end {
      if bytes[index] == newline { number += 1 }
      index += 1
    }
    return number
  }
}
