import Glibc

/// The rate of steps, smoothed: a step of long ago counts less, by half for each ``halfLifeSeconds``.
///
/// Time is weighed, not steps, so that one slow step (a checkpoint, an evaluation) moves the estimate by its length
/// and not more.
public struct StepRate: Sendable, Hashable {
  public static let halfLifeSeconds = 60.0

  private var lastStep: Int
  private var lastSeconds: Double
  private var weightedSteps = 0.0
  private var weightedSeconds = 0.0

  /// - Parameters:
  ///   - step: steps done by earlier processes; they do not count.
  ///   - seconds: of the injected clock.
  public init(startingAt step: Int = 0, seconds: Double) {
    lastStep = step
    lastSeconds = seconds
  }

  /// To be called when a step is done.
  public mutating func record(step: Int, seconds: Double) {
    let duration = seconds - lastSeconds
    guard step > lastStep, duration.isFinite, duration >= 0 else { return }
    let decay = exp2(-duration / Self.halfLifeSeconds)
    weightedSteps = weightedSteps * decay + Double(step - lastStep)
    weightedSeconds = weightedSeconds * decay + duration
    lastStep = step
    lastSeconds = seconds
  }

  /// Steps a second; `nil` before the first step.
  public var stepsPerSecond: Double? {
    weightedSteps > 0 && weightedSeconds > 0 ? weightedSteps / weightedSeconds : nil
  }

  /// Seconds until `totalSteps` are done; 0 when they are, `nil` before there is a rate.
  public func remainingSeconds(totalSteps: Int) -> Double? {
    if lastStep >= totalSteps { return 0 }
    return stepsPerSecond.map { Double(totalSteps - lastStep) / $0 }
  }
}
