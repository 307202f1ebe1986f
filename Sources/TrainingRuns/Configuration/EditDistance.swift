/// "Did you mean …": the known name that is closest to an unknown one.
enum EditDistance {
  /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
  static func between(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let isEqual = left[row] == right[column]
        var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (isEqual ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }

  /// The first of the closest names, if it is close: fewer than 4 changes, and fewer than half of its length.
  static func suggestion(for name: String, among known: [String]) -> String? {
    // A name of any length may come from a file; the comparison costs its square.
    guard name.utf8.count <= 64 else { return nil }
    let ranked = known.map { (name: $0, distance: between(name, $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance < 4 && best.distance * 2 <= max(2, best.name.utf8.count) ? best.name : nil
  }
}
