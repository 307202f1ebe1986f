/// Which rows go into a step, and how they share forward passes.
struct BatchPlan: Sendable {
  /// Tokens of a step, if its rows are not longer by themselves.
  let batchTokens: Int
  /// Tokens of a forward pass.
  let microBatchTokens: Int
  /// Whether rows share a forward pass.
  let packing: Bool

  /// How many of the next rows a step takes: as many as fit, at least one.
  ///
  /// - Parameter length: tokens of the n-th row from here, `nil` behind the last.
  func rowsOfStep(_ length: (Int) throws -> Int?) rethrows -> Int {
    var tokens = 0
    var rows = 0
    while let next = try length(rows), rows == 0 || tokens + next <= batchTokens {
      tokens += next
      rows += 1
    }
    return rows
  }

  /// Rows by forward pass: the longest first, each into the first pass that has room.
  func microBatches(_ lengths: [Int]) -> [[Int]] {
    guard packing else { return lengths.indices.map { [$0] } }
    var passes: [(rows: [Int], tokens: Int)] = []
    for row in lengths.indices.sorted(by: { (lengths[$1], $0) < (lengths[$0], $1) }) {
      if let place = passes.firstIndex(where: { $0.tokens + lengths[row] <= microBatchTokens }) {
        passes[place].rows.append(row)
        passes[place].tokens += lengths[row]
      } else {
        passes.append(([row], lengths[row]))
      }
    }
    return passes.map(\.rows)
  }
}
