import Reports

/// Draws the progress line: over itself on a terminal, as plain lines where asked, else not at all.
struct ProgressPrinter {
  private var schedule: ProgressSchedule?
  private var total: Int? = 0
  private var done = 0
  private var resumed = 0
  private var accepted = 0
  private var faults = 0
  private let isTerminal: Bool
  private let started = ContinuousClock.now

  init(choice: ProgressChoice) {
    switch choice {
    case .auto where StandardError.isTerminal: (schedule, isTerminal) = (ProgressSchedule(mode: .terminal), true)
    case .plain: (schedule, isTerminal) = (ProgressSchedule(mode: .plain), false)
    case .auto, .none: (schedule, isTerminal) = (nil, false)
    }
  }

  /// More to come; `nil`: nobody knows how much.
  mutating func expect(_ more: Int?) { total = total.flatMap { total in more.map { total + $0 } } }

  mutating func advance(accepted: Bool, fault: Bool, resumed: Bool) {
    done += 1
    if accepted { self.accepted += 1 }
    if fault { faults += 1 }
    if resumed { self.resumed += 1 }
    let line = ProgressLine(
      done: done, total: total, resumed: self.resumed, accepted: self.accepted, faults: faults,
      elapsedSeconds: (ContinuousClock.now - started).inSeconds)
    guard let schedule, schedule.isDue(line) else { return }
    self.schedule?.printed(line)
    StandardError.write(isTerminal ? line.terminal(width: StandardError.width) : line.plain + "\n")
  }

  func clear() { if isTerminal { StandardError.write(ProgressLine.clear) } }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
