/// The tags around a model's reasoning.
enum ThinkTags {
  static let open = Array("<think>".utf8)
  static let close = Array("</think>".utf8)

  /// Where the last `tag` ends.
  static func end(of tag: [UInt8], in bytes: [UInt8]) -> Int? {
    var start = bytes.count - tag.count
    while start >= 0 {
      if matches(tag, bytes, at: start) { return start + tag.count }
      start -= 1
    }
    return nil
  }

  static func contains(_ tag: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    !starts(of: tag, bytes, range, limit: 1).isEmpty
  }

  /// The first `limit` places where `tag` stands.
  static func starts(of tag: [UInt8], _ bytes: [UInt8], _ range: Range<Int>, limit: Int) -> [Int] {
    var starts: [Int] = []
    var start = range.lowerBound
    while start + tag.count <= range.upperBound, starts.count < limit {
      if matches(tag, bytes, at: start) { starts.append(start) }
      start += 1
    }
    return starts
  }

  private static func matches(_ tag: [UInt8], _ bytes: [UInt8], at start: Int) -> Bool {
    guard bytes[start] == tag[0] else { return false }
    for index in tag.indices where bytes[start + index] != tag[index] { return false }
    return true
  }
}
