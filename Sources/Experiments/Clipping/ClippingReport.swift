import Text
import TrainingRuns

/// `report.html`: what was asked, what came of it, and the curves.
public struct ClippingReport: Sendable {
  let analysis: ClippingAnalysis
  let summary: ClippingSummary

  public init(analysis: ClippingAnalysis, summary: ClippingSummary) {
    self.analysis = analysis
    self.summary = summary
  }

  private var plan: ClippingPlan { analysis.plan }

  public var html: String {
    let tables = ClippingTables(plan: plan, summary: summary)
    let main = """
      <section aria-labelledby="answers"><h2 id="answers">What reproduces at this scale, and what does not</h2>
      \(sentences)
      </section>
      \(tables.comparisons)
      \(plan.parts.map(section).joined(separator: "\n"))
      \(tables.regimes)
      \(tables.cells)
      """
    return ReportPage(
      title: "The clipping experiment", version: summary.version, header: header, main: main, footer: footer
    )
    .html
  }

  private var header: String {
    let facts = [
      ("Runs", "\(summary.runsDone) of \(summary.runsPlanned)"),
      ("Model", "\(NumberText.count(plan.settings.parameters)) parameters"),
      ("Before", ClippingTables.share(summary.before)),
      (
        "A run",
        "\(plan.settings.steps) steps of \(plan.settings.promptsPerStep) prompts, \(plan.settings.rollouts) answers each"
      ),
      (
        "Measured",
        "\(plan.settings.problems) held-out problems, \(plan.settings.samples) answers each in the last quarter"
      ),
      ("Verdicts from the cache", ClippingTables.share(summary.cacheHitRate)),
    ]
    var alerts: [(String, String, String)] = []
    if !summary.isEvidence {
      alerts.append(
        (
          "error", "No evidence.",
          "This was a quick run, to see that all of it works. Nothing follows from its numbers."
        ))
    }
    if !summary.isComplete {
      alerts.append(
        (
          "warning", "Not complete.",
          "What follows is of the runs that are done; the plan's others are still to come, and "
            + "p values of a part are no final ones."
        ))
    }
    if !plan.budget.cuts.isEmpty {
      alerts.append(
        ("note", "Cut in the plan, for time:", HTMLText.escape(plan.budget.cuts.joined(separator: "; ")) + "."))
    }
    return """
      <header>
      <h1>The clipping experiment\(summary.isEvidence ? "" : " (quick: no evidence)")</h1>
      <dl class="facts">
      \(facts.map { "<div><dt>\($0)</dt><dd>\(HTMLText.escape($1))</dd></div>" }.joined(separator: "\n"))
      </dl>
      \(alerts.map { "<p class=\"alert \($0)\"><strong>\($1)</strong> \($2)</p>" }.joined(separator: "\n"))
      </header>
      """
  }

  private var footer: String {
    """
    <p>The endpoint is held-out pass@1 (temperature 1) in the last quarter of training, the area that under its curve.
    Differences are paired by seed; intervals are of \(NumberText.count(PairedBootstrap.resamples)) resamples of the seeds; p is
    exact, of all sign patterns, and adjusted by Holm within its family. “Detectable” is the smallest true difference that 80
    of 100 such experiments would have found.</p>
    """
  }

  // MARK: Words

  private var sentences: String {
    let lines = ClippingWords(plan: plan, summary: summary).lines
    if lines.isEmpty { return "<p class=\"empty\">No comparison has two runs yet.</p>" }
    return "<ul>" + lines.map { "<li>\(HTMLText.escape($0))</li>" }.joined(separator: "\n") + "</ul>"
  }

  // MARK: Curves

  private func section(_ part: ClippingPlan.Part) -> String {
    let cells = plan.cells.filter { $0.part == part.name }
    var regimes: [String] = []
    for cell in cells where !regimes.contains(cell.regime) { regimes.append(cell.regime) }
    let plots = regimes.flatMap { regime -> [LinePlot] in
      let own = cells.filter { $0.regime == regime }
      // The tuning's curves are four times as many as can be told apart.
      return part.name == "tuning" ? [] : self.plots(part, regime, own)
    }.filter { !$0.isEmpty }
    if plots.isEmpty { return "" }
    let id = HTMLText.escape(part.name)
    return """
      <section aria-labelledby="\(id)"><h2 id="\(id)">\(HTMLText.escape(part.question))</h2>
      <div class="charts">
      \(plots.map(\.html).joined(separator: "\n"))
      </div>
      </section>
      """
  }

  private func plots(_ part: ClippingPlan.Part, _ regime: String, _ cells: [ClippingPlan.Cell]) -> [LinePlot] {
    var shown = cells
    // What the ablations are compared with.
    if part.name == "ablations", let base = plan.cell("\(regime)-gppo") { shown.insert(base, at: 0) }
    func plot(
      _ name: String, _ title: String, _ caption: String, _ value: KeyPath<RunRow, Double?>,
      _ quantity: LinePlot.Quantity = .number
    ) -> LinePlot {
      LinePlot(
        id: "\(part.name)-\(regime)-\(name)", title: "\(title), \(regime)", caption: caption,
        series: shown.prefix(7).map { series($0, value) }, quantity: quantity)
    }
    return [
      plot("heldout", "Held-out pass@1", "mean over seeds", \.passAt1, .share),
      plot("reward", "Reward", "of training: no evidence", \.rewardMean),
      plot("clipped", "Tokens out of range", "share of them", \.clipped, .share),
      plot("entropy", "Entropy", "nats a token", \.entropy),
      plot("norm", "Gradient norm", "mean of a step's updates", \.gradientNorm),
    ]
  }

  /// The mean over seeds, at the steps that all of them have.
  private func series(_ cell: ClippingPlan.Cell, _ value: KeyPath<RunRow, Double?>) -> LinePlot.Series {
    var sums: [Int: (sum: Double, count: Int)] = [:]
    let runs = analysis.runs(cell)
    for row in runs.flatMap(\.curve.rows) {
      guard let number = row[keyPath: value] else { continue }
      sums[row.step, default: (0, 0)].sum += number
      sums[row.step, default: (0, 0)].count += 1
    }
    let points = sums.filter { $0.value.count == runs.count }.sorted { $0.key < $1.key }.map {
      LinePlot.Point(x: Double($0.key), y: $0.value.sum / Double($0.value.count))
    }
    return LinePlot.Series(name: "\(cell.name) (\(runs.count))", points: points, isSmoothed: false)
  }
}
