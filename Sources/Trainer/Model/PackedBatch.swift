/// Sequences of different lengths, one after the other, without padding.
public struct PackedBatch: Sendable {
  /// Token ids of all sequences.
  public let tokens: [Int32]
  /// Each token's place in its own sequence.
  public let positions: [Int32]
  /// Where each sequence lies in `tokens`.
  public let sequences: [Range<Int>]
  public var count: Int { tokens.count }

  public init(_ sequences: [[Int32]]) {
    tokens = sequences.flatMap { $0 }
    positions = sequences.flatMap { 0..<Int32($0.count) }
    var start = 0
    self.sequences = sequences.map { sequence in
      defer { start += sequence.count }
      return start..<start + sequence.count
    }
  }

  var longest: Int { sequences.map(\.count).max() ?? 0 }
}
