import Text

/// One line about how far a training run is.
///
///     step 412/1,000  41.2 %  loss 2.314  lr 3.0e-04  1,234 tokens/s  8 min 20 s left
public struct TrainingProgress: Sendable, Hashable {
  /// Steps done.
  public var step: Int
  /// `nil` while it is not known.
  public var totalSteps: Int?
  public var loss: Double?
  /// Mean reward of the last rollout batch; `nil` but for RL.
  public var reward: Double?
  public var learningRate: Double?
  public var tokensPerSecond: Double?
  /// Since this process began.
  public var elapsedSeconds: Double
  /// At the present rate; `nil` before there is one.
  public var remainingSeconds: Double?

  public init(
    step: Int, totalSteps: Int? = nil, loss: Double? = nil, reward: Double? = nil, learningRate: Double? = nil,
    tokensPerSecond: Double? = nil, elapsedSeconds: Double, remainingSeconds: Double? = nil
  ) {
    self.step = step
    self.totalSteps = totalSteps
    self.loss = loss
    self.reward = reward
    self.learningRate = learningRate
    self.tokensPerSecond = tokensPerSecond
    self.elapsedSeconds = elapsedSeconds
    self.remainingSeconds = remainingSeconds
  }

  /// The parts in order of importance: a narrow terminal loses the last ones first.
  private var parts: [String] {
    var parts: [String] = []
    if let totalSteps {
      parts.append("step \(NumberText.count(step))/\(NumberText.count(totalSteps))")
      if totalSteps > 0 { parts.append(NumberText.percent(min(max(0, step), totalSteps), of: totalSteps)) }
    } else {
      parts.append("step \(NumberText.count(step))")
    }
    if let loss { parts.append("loss " + (loss.isFinite ? MetricText.significant(loss, 4) : "not finite")) }
    if let reward { parts.append("reward " + MetricText.significant(reward, 3)) }
    if let learningRate { parts.append("lr " + MetricText.scientific(learningRate)) }
    if let tokensPerSecond, tokensPerSecond.isFinite, tokensPerSecond >= 0 {
      parts.append(MetricText.rate(tokensPerSecond) + " tokens/s")
    }
    if let remainingSeconds, remainingSeconds.isFinite, remainingSeconds > 0 {
      parts.append(NumberText.seconds(remainingSeconds.rounded(.up)) + " left")
    }
    return parts
  }

  /// A line for a log, with its line end: no control characters beside that.
  public var plain: String {
    "train: " + (parts + ["after " + NumberText.seconds(elapsedSeconds)]).joined(separator: ", ") + "\n"
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
}
