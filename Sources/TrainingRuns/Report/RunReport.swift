import Text

/// `report.html` of a training run: one file that loads nothing from elsewhere and holds no script.
///
/// ```swift
/// let rows = try MetricsLog.read("run/metrics.jsonl")
/// try RunReport(configuration: run, metrics: rows, details: details).write(to: "run/report.html")
/// ```
public struct RunReport: Sendable {
  /// What only the one who ran it knows.
  public struct Details: Sendable, Hashable {
    /// Of klear-judge.
    public var version: String
    /// When the run began, for people.
    public var started: String?
    public var commandLine: String?
    /// Of all processes of the run; `nil` for the sum of the steps' times.
    public var elapsedSeconds: Double?
    /// Updates that the run was to do; `nil` if not known.
    public var totalSteps: Int?
    public var interrupted: Bool
    /// Sentences that are shown at the top: warnings of a resumed run, and the like.
    public var notes: [String]

    public init(
      version: String, started: String? = nil, commandLine: String? = nil, elapsedSeconds: Double? = nil,
      totalSteps: Int? = nil, interrupted: Bool = false, notes: [String] = []
    ) {
      self.version = version
      self.started = started
      self.commandLine = commandLine
      self.elapsedSeconds = elapsedSeconds
      self.totalSteps = totalSteps
      self.interrupted = interrupted
      self.notes = notes
    }
  }

  /// An answer that is shown. All of it may be hostile.
  public struct Sample: Sendable, Hashable {
    public var step: Int
    public var prompt: String
    public var response: String
    public var reward: Double?
    /// Why it has that reward.
    public var verdict: String?

    public init(step: Int, prompt: String, response: String, reward: Double? = nil, verdict: String? = nil) {
      self.step = step
      self.prompt = prompt
      self.response = response
      self.reward = reward
      self.verdict = verdict
    }
  }

  /// Samples that are shown; the others are counted.
  public static let mostSamples = 200
  /// Bytes of a text that are shown.
  public static let mostSampleBytes = 8_192

  public var configuration: RunConfiguration
  /// In the order of the steps.
  public var metrics: [StepMetrics]
  public var samples: [Sample]
  public var details: Details

  public init(
    configuration: RunConfiguration, metrics: [StepMetrics], samples: [Sample] = [], details: Details
  ) {
    self.configuration = configuration
    self.metrics = metrics
    self.samples = samples
    self.details = details
  }

  /// Writes the page such that a crash leaves the old one or the new one.
  public func write(to path: String) throws(RunFileError) { try OutputFile.replace(path, with: Array(html.utf8)) }

  /// The whole page.
  public var html: String {
    let overview = RunOverview(report: self)
    let main = """
      \(overview.tiles)
      \(RunPlots(metrics: metrics).html)
      \(SamplesSection(samples: samples).html)
      <section aria-labelledby="configuration">
      <details class="config"><summary id="configuration">Configuration</summary>
      <pre><code>\(HTMLText.escape(configuration.yaml))</code></pre>
      </details>
      </section>
      """
    let note = """
      <p>Raw values are faint, lines are smoothed; point at a plot for its numbers. The reward of training is no
      evidence: measure with <code>train eval</code>.</p>
      """
    return ReportPage(
      title: overview.title, version: details.version, header: overview.header, main: main, footer: note
    ).html
  }
}
