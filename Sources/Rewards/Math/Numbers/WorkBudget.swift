/// How much work a comparison may take, in steps of a few nanoseconds each; it bounds time and memory without a clock, so
/// that the same pair gets the same answer on every machine.
///
/// A step is about one word operation: whatever allocates or loops charges what it is going to do *before* it does it.
public struct WorkBudget: Sendable, Hashable {
  /// Steps a comparison may take in all.
  public var steps: Int

  public init(steps: Int = WorkBudget.defaultSteps) { self.steps = steps }

  /// Reached after some 30 ms.
  public static let defaultSteps = 4_000_000
}

/// The comparison would take more work than it may.
struct BudgetExceeded: Error, Sendable {}

/// Counts the work of one comparison.
struct Meter: Sendable, ~Copyable {
  private(set) var left: Int

  init(_ budget: WorkBudget) { left = budget.steps }

  /// - Throws: ``BudgetExceeded`` if less than that is left.
  mutating func spend(_ steps: Int) throws(BudgetExceeded) {
    guard steps <= left else {
      left = 0
      throw BudgetExceeded()
    }
    left -= steps
  }
}
