/// Holm's correction: of several questions that are asked at once, the chance that any of them is answered "yes" though
/// all truths are "no" stays below the level.
public enum Holm {
  /// Adjusted p values, in the order of `values`: the k-th smallest of m is multiplied by m − k + 1 and is never below the
  /// one before it.
  public static func adjusted(_ values: [Double]) -> [Double] {
    var result = values
    var largest = 0.0
    for (rank, place) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      largest = max(largest, min(1, values[place] * Double(values.count - rank)))
      result[place] = largest
    }
    return result
  }
}
