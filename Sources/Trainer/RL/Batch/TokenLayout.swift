/// Where each row's tokens lie in flat arrays: row i is `offsets[i] ..< offsets[i + 1]`. A row is one response; nothing
/// is padded.
public struct TokenLayout: Sendable, Hashable {
  /// One more than there are rows, rising from 0.
  public let offsets: [Int]

  /// - Parameter lengths: tokens of each row, at least 0.
  public init(lengths: [Int]) throws(RLMathError) {
    var offsets = [0]
    offsets.reserveCapacity(lengths.count + 1)
    for (row, length) in lengths.enumerated() {
      guard length >= 0 else { throw .setting("length of row \(row)", value: Double(length), rule: "at least 0") }
      offsets.append(offsets[row] + length)
    }
    self.offsets = offsets
  }

  private init(offsets: [Int]) { self.offsets = offsets }

  public var rowCount: Int { offsets.count - 1 }
  public var tokenCount: Int { offsets[rowCount] }

  /// The tokens of a row.
  public subscript(row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }

  /// The tokens of rows that follow each other.
  public func tokens(of rows: Range<Int>) -> Range<Int> { offsets[rows.lowerBound]..<offsets[rows.upperBound] }

  /// These rows alone, from 0.
  public func rows(_ rows: Range<Int>) -> TokenLayout {
    let first = offsets[rows.lowerBound]
    return TokenLayout(offsets: offsets[rows.lowerBound...rows.upperBound].map { $0 - first })
  }

  /// These rows in this order.
  public func selecting(_ rows: [Int]) -> TokenLayout {
    var offsets = [0]
    for row in rows { offsets.append(offsets[offsets.count - 1] + self[row].count) }
    return TokenLayout(offsets: offsets)
  }

  /// The tokens of these rows, in this order.
  /// - Parameter tokens: [tokenCount]
  public func gather<Element>(_ tokens: [Element], rows: [Int]) -> [Element] { rows.flatMap { tokens[self[$0]] } }

  /// One number a row, [rowCount], as one a token, [tokenCount].
  public func broadcast<Element>(_ perRow: [Element]) -> [Element] {
    perRow.indices.flatMap { repeatElement(perRow[$0], count: self[$0].count) }
  }
}
