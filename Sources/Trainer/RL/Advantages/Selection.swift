/// What a filter left.
public struct Selection: Sendable, Hashable {
  /// In the order of the batch.
  public var rows: [Int] = []
  /// Before.
  public var groups: Int
  /// Groups of several answers that all have the same value, whether they were dropped or not.
  public var zeroAdvantageGroups = 0
  public var keptGroups = 0
  /// Rows that stay and whose tokens count in no average.
  public var maskedRows: [Int] = []
  /// Rows that no judge could judge, or whose reward is not a finite number.
  public var faults = 0
}
