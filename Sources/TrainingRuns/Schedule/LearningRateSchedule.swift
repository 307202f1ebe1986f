import Glibc

/// The learning rate of each step: a pure function, so that a resumed run has the same.
///
/// Over the warm-up the rate rises from 0 (step 0) in equal steps to ``peak``; then it follows its shape from there to
/// ``minimum`` at ``totalSteps``, and stays. The authors' cosine rises again past its end; this one does not.
public struct LearningRateSchedule: Sendable, Hashable {
  public enum Shape: String, Sendable, Hashable, CaseIterable {
    /// Half a wave.
    case cosine
    /// The highest rate throughout.
    case constant
    /// A straight line.
    case linear
  }

  public var shape: Shape
  /// The highest rate.
  public var peak: Double
  /// The rate at the end; a constant schedule never reaches it.
  public var minimum: Double
  public var warmupSteps: Int
  /// Updates of the whole run, the warm-up among them.
  public var totalSteps: Int

  public init(shape: Shape, peak: Double, minimum: Double = 0, warmupSteps: Int = 0, totalSteps: Int) {
    self.shape = shape
    self.peak = peak
    self.minimum = minimum
    self.warmupSteps = warmupSteps
    self.totalSteps = totalSteps
  }

  /// The rate of an update.
  /// - Parameter step: from 0.
  public func rate(at step: Int) -> Double {
    if step < warmupSteps { return peak * (Double(max(step, 0)) / Double(warmupSteps)) }
    let span = max(1, totalSteps - warmupSteps)
    let progress = min(1, Double(step - warmupSteps) / Double(span))
    let share: Double =
      switch shape {
      case .constant: 1
      case .linear: 1 - progress
      case .cosine: 0.5 * (1 + cos(.pi * progress))
      }
    return share == 1 ? peak : minimum + (peak - minimum) * share
  }
}
