/// The order in which an epoch visits the rows: a permutation of 0..<count that follows from (seed, epoch), in
/// constant memory, any place of it at once. So the cursor (epoch, position) alone resumes a run.
///
/// A Feistel network of six rounds permutes the smallest even number of bits that holds `count`; places beyond it are
/// sent through again until they fall inside (at most four times the size, so fewer than four turns in the mean).
public struct DataOrder: Sendable, Hashable {
  /// Where a run is in its data.
  public struct Cursor: Sendable, Hashable {
    /// From 0.
    public var epoch: Int
    /// Rows of this epoch that were taken.
    public var position: Int

    public init(epoch: Int = 0, position: Int = 0) {
      self.epoch = epoch
      self.position = position
    }
  }

  public let count: Int
  private let halfBits: UInt64
  private let keys: [UInt64]

  private static let rounds = 6
  /// Keeps this stream apart from those of others: "order".
  private static let streamName: UInt64 = 0x6F_7264_6572

  /// - Parameters:
  ///   - count: rows, at most 2⁶⁰.
  ///   - seed: the run's.
  ///   - epoch: from 0.
  public init(count: Int, seed: UInt64, epoch: Int) {
    precondition(count >= 0 && count <= 1 << 60, "a data set has 0 to 2^60 rows")
    self.count = count
    let bits = max(2, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
    halfBits = UInt64((bits + 1) / 2)
    let random = CounterRandom(seed: seed, stream: Self.streamName, UInt64(bitPattern: Int64(epoch)))
    keys = (0..<Self.rounds).map { random.words(at: UInt64($0)).0 }
  }

  /// The row at a place of the order.
  public subscript(position: Int) -> Int {
    precondition(position >= 0 && position < count, "the epoch has \(count) rows")
    var place = UInt64(position)
    repeat { place = permuted(place) } while place >= UInt64(count)
    return Int(place)
  }

  private func permuted(_ place: UInt64) -> UInt64 {
    let mask = (1 as UInt64) << halfBits - 1
    var left = place >> halfBits
    var right = place & mask
    for key in keys {
      (left, right) = (right, left ^ SplitMix.mixed(right &+ key) & mask)
    }
    return left << halfBits | right
  }
}

extension DataOrder.Cursor {
  /// Takes the next row of an endless run over `count` rows.
  /// - Returns: `nil` only for a data set without rows.
  public mutating func next(count: Int, seed: UInt64) -> Int? {
    guard count > 0 else { return nil }
    if position >= count {
      epoch += 1
      position = 0
    }
    let row = DataOrder(count: count, seed: seed, epoch: epoch)[position]
    position += 1
    return row
  }
}
