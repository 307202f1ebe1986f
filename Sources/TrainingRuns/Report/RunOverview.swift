import Text

/// The head of the page: what was run, what a reader must know, and the figures that one looks for first.
struct RunOverview {
  let report: RunReport

  private var metrics: [StepMetrics] { report.metrics }
  private var isRL: Bool { metrics.contains { $0.phase == .rl } }

  var title: String {
    let kind = metrics.isEmpty ? "Training run" : isRL ? "Reinforcement learning" : "Supervised fine-tuning"
    return report.configuration.outputFolder.isEmpty ? kind : "\(kind): \(report.configuration.outputFolder)"
  }

  var header: String {
    """
    <header>
    <h1>\(HTMLText.escape(PrintableText.make(title)))</h1>
    <dl class="facts">
    \(facts.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined(separator: "\n"))
    </dl>
    \(alerts.map { "<p class=\"alert \($0)\"><strong>\($1)</strong> \($2)</p>" }.joined(separator: "\n"))
    </header>
    """
  }

  private func line(_ text: String) -> String { HTMLText.escape(PrintableText.make(text)) }

  private var facts: [(String, String)] {
    let run = report.configuration
    var facts = [("Model", line(model))]
    if !run.data.train.isEmpty { facts.append(("Data", line(run.data.train.joined(separator: ", ")))) }
    if !run.data.eval.isEmpty { facts.append(("Measured on", line(run.data.eval.joined(separator: ", ")))) }
    if isRL {
      facts.append(
        ("Method", line("\(run.rl.method.rawValue), \(run.rl.objective.name.rawValue), \(run.rl.preset.rawValue)")))
      facts.append(("Reward", line("\(run.reward.kind.rawValue), \(run.reward.mode.rawValue)")))
    }
    facts.append(("Seed", "\(run.seed)"))
    if let threads = run.threads { facts.append(("Threads", "\(threads)")) }
    if let started = report.details.started { facts.append(("Started", line(started))) }
    if let command = report.details.commandLine {
      facts.append(("Command", "<code>\(HTMLText.escape(command))</code>"))
    }
    return facts
  }

  private var model: String {
    let model = report.configuration.model
    if let path = model.path { return path }
    guard let shape = model.initial else { return "not known" }
    return "new \(shape.architecture.rawValue): \(shape.layers) layers × \(shape.hiddenSize), "
      + "\(shape.heads) heads, \(NumberText.count(shape.vocabularySize)) tokens"
  }

  private var skipped: Int { metrics.compactMap(\.skipped).reduce(0, +) }
  private var faults: Int { metrics.compactMap(\.faults).reduce(0, +) }

  /// Class, heading, text.
  private var alerts: [(String, String, String)] {
    var alerts: [(String, String, String)] = []
    if report.details.interrupted {
      alerts.append(("warning", "Interrupted.", "The run was stopped before its end; <code>--resume</code> goes on."))
    }
    if skipped > 0 {
      let updates = NumberText.counted(skipped, "update was", "updates were")
      alerts.append(("warning", "Skipped updates.", "\(updates) left out because the gradient was not finite."))
    }
    if faults > 0 {
      let answers = NumberText.counted(faults, "answer", "answers")
      alerts.append(("error", "Judge faults.", "The judge failed on \(answers); they were left out."))
    }
    for note in report.details.notes.prefix(100) {
      alerts.append(("note", "Note.", HTMLText.escape(PrintableText.make(note))))
    }
    return alerts
  }

  // MARK: Figures

  var tiles: String {
    """
    <section class="tiles" aria-label="Summary">
    \(entries.map(tile).joined(separator: "\n"))
    </section>
    """
  }

  private struct Entry {
    var name: String
    var value: String
    var detail: String
    var isBad = false
  }

  private func tile(_ entry: Entry) -> String {
    "<div class=\"tile\(entry.isBad ? " bad" : "")\"><span class=\"name\">\(entry.name)</span> <span class=\"value\">"
      + "\(entry.value)</span> <span class=\"detail\">\(entry.detail)</span></div>"
  }

  private var entries: [Entry] {
    var entries = [steps]
    entries += isRL ? rewards : losses
    entries += work
    if skipped > 0 || !isRL {
      entries.append(
        Entry(
          name: "Skipped updates", value: NumberText.count(skipped), detail: skipped == 0 ? "none" : "not finite",
          isBad: skipped > 0))
    }
    if isRL {
      entries.append(
        Entry(
          name: "Judge faults", value: NumberText.count(faults), detail: faults == 0 ? "none" : "left out",
          isBad: faults > 0))
    }
    return entries
  }

  private var steps: Entry {
    let last = metrics.last?.step ?? 0
    guard let total = report.details.totalSteps, total > 0 else {
      return Entry(name: "Steps", value: NumberText.count(last), detail: isRL ? "rollout batches" : "updates")
    }
    return Entry(
      name: "Steps", value: NumberText.count(last),
      detail: "of \(NumberText.count(total)), \(NumberText.percent(min(last, total), of: total))")
  }

  private var losses: [Entry] {
    var entries: [Entry] = []
    if let last = metrics.last(where: { $0.loss != nil }), let loss = last.loss {
      let first = metrics.first { $0.loss != nil }?.loss
      let detail = first.map { "from \(MetricText.significant($0, 4)) at the start" } ?? ""
      entries.append(Entry(name: "Training loss", value: MetricText.significant(loss, 4), detail: detail))
    }
    let measured = metrics.filter { $0.evalLoss?.isFinite == true }
    if let last = measured.last, let loss = last.evalLoss,
      let best = measured.min(by: { ($0.evalLoss ?? .infinity) < ($1.evalLoss ?? .infinity) }),
      let lowest = best.evalLoss
    {
      entries.append(
        Entry(
          name: "Evaluation loss", value: MetricText.significant(loss, 4),
          detail: "best \(MetricText.significant(lowest, 4)) at step \(NumberText.count(best.step))"))
    }
    return entries
  }

  private var rewards: [Entry] {
    var entries: [Entry] = []
    for (name, property) in [("Mean reward", \StepMetrics.rewardMean), ("Pass rate", \StepMetrics.passRate)] {
      let values = metrics.compactMap { $0[keyPath: property] }.filter(\.isFinite)
      guard let first = values.first else { continue }
      // One batch alone is mostly noise.
      let tail = values.suffix(max(1, values.count / 10))
      let mean = tail.reduce(0, +) / Double(tail.count)
      let detail = tail.count == 1 ? "last batch" : "over the last \(tail.count) batches"
      entries.append(
        Entry(name: name, value: NumberText.fixed(mean, 3), detail: "\(detail), from \(NumberText.fixed(first, 3))"))
    }
    return entries
  }

  private var work: [Entry] {
    var entries: [Entry] = []
    let tokens = metrics.compactMap(\.tokens).reduce(0) { $0.addingReportingOverflow($1).partialValue }
    let trained = metrics.reduce(0.0) { $0 + ($1.timeSeconds.train ?? 0) }
    if tokens > 0 {
      let rate = trained > 0 ? "\(MetricText.rate(Double(tokens) / trained)) tokens/s while training" : "learned from"
      entries.append(Entry(name: "Tokens", value: NumberText.count(tokens), detail: rate))
    }
    let time = report.details.elapsedSeconds ?? metrics.reduce(0.0) { $0 + $1.timeSeconds.total }
    if time > 0, time.isFinite {
      let perStep = metrics.isEmpty ? "" : "\(NumberText.seconds(time / Double(metrics.count))) a step"
      entries.append(Entry(name: "Time", value: NumberText.seconds(time), detail: perStep))
    }
    if let memory = metrics.compactMap(\.peakResidentBytes).max() {
      entries.append(Entry(name: "Peak memory", value: NumberText.bytes(memory), detail: "of the process"))
    }
    return entries
  }
}
