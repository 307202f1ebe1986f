import Glibc

/// Shows a run's progress on standard error: one line that is written over on a terminal, a line now and then in a
/// log where that was asked for, nothing elsewhere.
public final class ProgressPrinter {
  public enum Mode: Sendable, Hashable {
    case silent
    /// At most five times a second.
    case terminal
    /// A line every 10 s, and every 60 s after the first ten minutes.
    case plain

    /// `plain` where it was asked for, `terminal` on a terminal, else `silent`.
    public static func chosen(isTerminal: Bool, plainAskedFor: Bool) -> Mode {
      plainAskedFor ? .plain : isTerminal ? .terminal : .silent
    }
  }

  private let mode: Mode
  private let totalSteps: Int?
  private let clock: () -> Double
  private let width: () -> Int
  private let write: (String) -> Void
  private let start: Double
  private var rate: StepRate
  private var lastPrinted: Double?
  private var isShowing = false

  /// - Parameters:
  ///   - firstStep: steps that earlier processes did.
  ///   - totalSteps: `nil` while it is not known.
  ///   - clock: seconds, from any beginning, never backwards.
  ///   - width: columns of the terminal, asked for at each line.
  ///   - write: takes a text for standard error.
  public init(
    mode: Mode, firstStep: Int = 0, totalSteps: Int?, clock: @escaping () -> Double,
    width: @escaping () -> Int = ProgressPrinter.terminalWidth, write: @escaping (String) -> Void
  ) {
    self.mode = mode
    self.totalSteps = totalSteps
    self.clock = clock
    self.width = width
    self.write = write
    start = clock()
    rate = StepRate(startingAt: firstStep, seconds: start)
  }

  /// To be called after each step; prints where a line is due.
  public func report(_ metrics: StepMetrics) {
    let now = clock()
    rate.record(step: metrics.step, seconds: now)
    guard mode != .silent, isDue(now, isLast: totalSteps.map { metrics.step >= $0 } ?? false) else { return }
    lastPrinted = now
    let line = TrainingProgress(
      step: metrics.step, totalSteps: totalSteps, loss: metrics.loss, reward: metrics.rewardMean,
      learningRate: metrics.learningRate,
      tokensPerSecond: metrics.tokensPerSecond.train ?? metrics.tokensPerSecond.rollout, elapsedSeconds: now - start,
      remainingSeconds: totalSteps.flatMap { rate.remainingSeconds(totalSteps: $0) })
    write(mode == .plain ? line.plain : line.terminal(width: width()))
    isShowing = mode == .terminal
  }

  /// Takes the line off a terminal: before a message, and at the end.
  public func clear() {
    guard isShowing else { return }
    write(TrainingProgress.clear)
    isShowing = false
  }

  private func isDue(_ now: Double, isLast: Bool) -> Bool {
    if isLast { return true }
    switch mode {
    case .silent: return false
    case .terminal: return lastPrinted.map { now - $0 >= 0.2 } ?? true
    case .plain: return now - (lastPrinted ?? start) >= (now - start < 600 ? 10 : 60)
    }
  }

  /// Columns of the terminal that standard error is; 80 where it is none.
  public static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
