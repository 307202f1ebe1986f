import Audit
import Reports

/// How far an audit is, as grade shows it.
struct AuditProgressPrinter {
  private var schedule: ProgressSchedule?
  private let mode: ProgressSchedule.Mode
  private let isTerminal: Bool
  private var phase: AuditProgress.Phase?
  private var started = ContinuousClock.now

  init(choice: ProgressChoice) {
    switch choice {
    case .auto where StandardError.isTerminal: (mode, isTerminal) = (.terminal, true)
    case .plain: (mode, isTerminal) = (.plain, false)
    case .auto, .none: (mode, isTerminal) = (.plain, false)
    }
    schedule = choice == .plain || isTerminal ? ProgressSchedule(mode: mode) : nil
  }

  mutating func show(_ progress: AuditProgress) {
    guard schedule != nil else { return }
    if phase != progress.phase {
      phase = progress.phase
      started = ContinuousClock.now
      schedule = ProgressSchedule(mode: mode)
    }
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    let line = ProgressLine(
      done: progress.rows, total: progress.total, resumed: progress.resumed, countsAccepted: false,
      elapsedSeconds: Double(seconds) + Double(attoseconds) * 1e-18)
    guard schedule?.isDue(line) == true else { return }
    schedule?.printed(line)
    StandardError.write(
      isTerminal ? line.terminal(width: StandardError.width) : "\(progress.phase.rawValue) " + line.plain)
  }

  func clear() { if isTerminal { StandardError.write(ProgressLine.clear) } }
}
