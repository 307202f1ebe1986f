import Text

/// One line about how far a run is, made from counts and the elapsed time alone.
///
///     412/1,000  41.2 %  53.1/s  8 s left  accepted 61.3 %
public struct ProgressLine: Sendable, Hashable {
  /// Submissions judged, with those of an earlier run that `--resume` found.
  public var done: Int
  /// All submissions; `nil` while their number is not known.
  public var total: Int?
  /// Those of `done` that this run did not judge itself. They do not count for the rate.
  public var resumed: Int
  public var accepted: Int
  public var faults: Int
  /// False where nothing is accepted or refused.
  public var countsAccepted: Bool
  /// Seconds since this run began.
  public var elapsedSeconds: Double

  public init(
    done: Int, total: Int? = nil, resumed: Int = 0, accepted: Int = 0, faults: Int = 0,
    countsAccepted: Bool = true, elapsedSeconds: Double
  ) {
    self.done = done
    self.total = total
    self.resumed = resumed
    self.accepted = accepted
    self.faults = faults
    self.countsAccepted = countsAccepted
    self.elapsedSeconds = elapsedSeconds
  }

  /// Submissions a second that this run judged; `nil` before there is anything to say.
  public var rate: Double? {
    let judged = done.subtractingReportingOverflow(resumed).partialValue
    guard judged > 0, elapsedSeconds.isFinite, elapsedSeconds > 0 else { return nil }
    return Double(judged) / elapsedSeconds
  }

  /// Seconds until the end at the present rate; `nil` where the total or the rate is not known, 0 when done.
  public var remainingSeconds: Double? {
    guard let total else { return nil }
    if done >= total { return 0 }
    guard let rate else { return nil }
    return (Double(total) - Double(done)) / rate
  }

  /// The parts in order of importance: a narrow terminal loses the last ones first.
  private var parts: [String] {
    var parts: [String] = []
    if let total {
      parts.append("\(NumberText.count(done))/\(NumberText.count(total))")
      if total > 0 { parts.append(NumberText.percent(min(done, total), of: total)) }
    } else {
      parts.append("\(NumberText.count(done)) \(countsAccepted ? "judged" : "rows")")
    }
    if faults > 0 { parts.append(NumberText.counted(faults, "fault", "faults")) }
    if let rate { parts.append(Self.rateText(rate)) }
    if let remainingSeconds, remainingSeconds > 0 {
      parts.append(NumberText.seconds(remainingSeconds.rounded(.up)) + " left")
    }
    if done > 0, countsAccepted { parts.append("accepted " + NumberText.percent(min(accepted, done), of: done)) }
    return parts
  }

  /// A line for a log, with its line end: no control characters beside that.
  public var plain: String {
    "progress: " + (parts + ["after " + NumberText.seconds(elapsedSeconds)]).joined(separator: ", ") + "\n"
  }

  /// The line for a terminal of `width` columns: it goes back to the line's beginning, never wraps, and clears what
  /// an earlier, longer line left.
  public func terminal(width: Int) -> String {
    // The last column stays free: some terminals wrap when it is written.
    let limit = max(0, width - 1)
    var line = ""
    for part in parts {
      let longer = line.isEmpty ? part : line + "  " + part
      guard longer.count <= limit else { break }
      line = longer
    }
    return "\r" + line + "\u{1B}[K"
  }

  /// Takes the line off the terminal, so that a message or the prompt begins on a clean one.
  public static let clear = "\r\u{1B}[K"

  private static func rateText(_ rate: Double) -> String {
    if rate >= 0.95 { return NumberText.fixed(rate, rate < 99.95 ? 1 : 0) + "/s" }
    return NumberText.fixed(rate * 60, 1) + "/min"
  }
}

/// When the next progress line is due: a pure function of what was printed last and what is known now.
public struct ProgressSchedule: Sendable, Hashable {
  public enum Mode: Sendable, Hashable {
    /// One line that is written over, at most five times a second.
    case terminal
    /// Lines for a log: one every 10 s, and every 60 s after the first ten minutes.
    case plain
  }

  public var mode: Mode
  private var lastSeconds: Double?
  private var lastDone = 0
  private var isEnded = false

  public init(mode: Mode) { self.mode = mode }

  /// Whether a line is due. The last one (`done` reached `total`) always is, once; a line without news never is.
  public func isDue(_ line: ProgressLine) -> Bool {
    if isEnded { return false }
    if let total = line.total, line.done >= total { return true }
    guard let lastSeconds else { return mode == .terminal || line.elapsedSeconds >= interval(at: line.elapsedSeconds) }
    // On a terminal the time left changes though nothing was judged; in a log that is no news.
    guard mode == .terminal || line.done != lastDone else { return false }
    return line.elapsedSeconds - lastSeconds >= interval(at: line.elapsedSeconds)
  }

  /// To be called with each line that was printed.
  public mutating func printed(_ line: ProgressLine) {
    lastSeconds = line.elapsedSeconds
    lastDone = line.done
    if let total = line.total, line.done >= total { isEnded = true }
  }

  private func interval(at elapsedSeconds: Double) -> Double {
    switch mode {
    case .terminal: 0.2
    case .plain: elapsedSeconds < 600 ? 10 : 60
    }
  }
}
