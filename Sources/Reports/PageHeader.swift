import Rewards
import Text

/// What was run, when, behind which layers; and what a reader must know before trusting the figures.
struct PageHeader {
  let header: ReportHeader
  let ending: ReportEnding
  let summary: RunSummary

  var html: String {
    """
    <header>
    <h1>\(HTMLText.escape(PrintableText.make(header.title)))</h1>
    <dl class="facts">
    \(facts.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined(separator: "\n"))
    </dl>
    \(alerts.map { "<p class=\"alert \($0)\"><strong>\($1)</strong> \($2)</p>" }.joined(separator: "\n"))
    </header>
    """
  }

  private var facts: [(String, String)] {
    var facts = [("Started", HTMLText.escape(header.started))]
    if let elapsed = ending.elapsedSeconds { facts.append(("Took", NumberText.seconds(elapsed))) }
    facts.append(("Judge", "klear-judge " + HTMLText.escape(header.version)))
    facts.append(("Reward", header.rewardKind == .soft ? "soft: share of tests passed" : "hard: 1 if accepted, else 0"))
    let layers = header.layers.map { "<li>\(HTMLText.escape($0))</li>" }.joined()
    facts.append(("Isolation", layers.isEmpty ? "none" : "<ul class=\"layers\">\(layers)</ul>"))
    facts.append(("Command", "<code>\(HTMLText.escape(header.commandLine))</code>"))
    return facts
  }

  /// Class, heading, text.
  private var alerts: [(String, String, String)] {
    var alerts: [(String, String, String)] = []
    if ending.interrupted {
      alerts.append(("warning", "Interrupted.", "The run was stopped; submissions after this point are missing."))
    }
    if summary.faults > 0 {
      let faults = NumberText.counted(summary.faults, "judge fault", "judge faults")
      let named = summary.faultExamples.map { HTMLText.escape(PrintableText.make($0.submissionID)) }
      let more = summary.faults > named.count ? ", …" : ""
      alerts.append(
        (
          "error", faults + ".",
          "The judge failed, not the programs; they carry no reward: \(named.joined(separator: ", "))\(more)"
        ))
    }
    if summary.datasetErrors > 0 {
      let count = NumberText.counted(summary.datasetErrors, "submission", "submissions")
      alerts.append(
        ("error", "Dataset errors.", "\(count) could not be judged because of their problems; they carry no reward."))
    }
    if summary.provokedFaults > 0 {
      let programs = NumberText.counted(summary.provokedFaults, "program", "programs")
      alerts.append(("warning", "Provoked faults.", "\(programs) made a part of the judge fail and paid for it."))
    }
    if !header.missingLayers.isEmpty {
      let missing = header.missingLayers.map { HTMLText.escape(PrintableText.make($0)) }.joined(separator: ", ")
      alerts.append(("warning", "Isolation is not complete.", "Missing: \(missing). See klear-judge doctor."))
    }
    for note in ending.notes.prefix(100) {
      alerts.append(("note", "Note.", HTMLText.escape(PrintableText.make(note))))
    }
    return alerts
  }
}

/// The figures that one looks for first.
struct PageTiles {
  let summary: RunSummary
  let ending: ReportEnding

  var html: String {
    """
    <section class="tiles" aria-label="Summary">
    \(tiles.joined(separator: "\n"))
    </section>
    """
  }

  private var tiles: [String] {
    let total = summary.submissions
    let problems = NumberText.counted(summary.problems.groups.count, "problem", "problems")
    let isMany = summary.problems.others != nil
    var tiles = [
      tile("Submissions", NumberText.count(total), isMany ? "more than \(problems)" : problems),
      tile(
        "Accepted", NumberText.percent(summary.accepted, of: total),
        "\(NumberText.count(summary.accepted)) of \(NumberText.count(total))", filter: "verdict=accepted"),
      tile(
        "Mean reward", NumberText.reward(summary.overall.meanReward),
        "over \(NumberText.counted(summary.overall.rewarded, "submission", "submissions"))"),
      tile("CPU time", NumberText.seconds(summary.overall.cpuTimeSeconds), cpuNote),
      tile(
        "Judge faults", NumberText.count(summary.faults), summary.faults == 0 ? "none" : "no reward",
        filter: summary.faults > 0 ? "verdict=internal_error" : nil, isBad: summary.faults > 0),
    ]
    if summary.expectationsChecked > 0 {
      tiles.append(
        tile(
          "Expectation not met", NumberText.count(summary.expectationsNotMet),
          "of \(NumberText.count(summary.expectationsChecked)) checked",
          filter: summary.expectationsNotMet > 0 ? "met=no" : nil, isBad: summary.expectationsNotMet > 0))
    }
    return tiles
  }

  private var cpuNote: String {
    guard let elapsed = ending.elapsedSeconds, elapsed > 0, elapsed.isFinite, summary.submissions > 0 else {
      return "of all tests"
    }
    return NumberText.trimmed(Double(summary.submissions) / elapsed, 1) + " submissions/s"
  }

  private func tile(_ name: String, _ value: String, _ note: String, filter: String? = nil, isBad: Bool = false)
    -> String
  {
    let content = """
      <span class="name">\(name)</span> <span class="value">\(value)</span> <span class="detail">\(note)</span>
      """
    let style = isBad ? "tile bad" : "tile"
    guard let filter else { return "<div class=\"\(style)\">\(content)</div>" }
    return """
      <button type="button" class="\(style)" data-filter="\(filter)" title="Show them">\(content)</button>
      """
  }
}
