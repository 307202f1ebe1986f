import Foundation
import Testing

@testable import TrainingRuns

@Suite struct RunReportTests {
  static func sft(_ count: Int) -> [StepMetrics] {
    (1...count).map { step in
      var row = StepMetrics(step: step, phase: .sft)
      let noise = Double((step * 7_919) % 101) / 101 - 0.5
      row.loss = 1.2 + 5.5 * exp(-Double(step) / 60) + noise * 0.25
      if step.isMultiple(of: 25) { row.evalLoss = 1.3 + 5.4 * exp(-Double(step) / 60) + Double(step) / 4_000 }
      row.gradientNorm = 0.6 + 3 * exp(-Double(step) / 30) + abs(noise)
      row.learningRate = LearningRateSchedule(
        shape: .cosine, peak: 3e-4, minimum: 3e-5, warmupSteps: 20, totalSteps: count
      ).rate(at: step)
      row.tokens = 8_192
      row.skipped = step == 40 ? 1 : 0
      row.tokensPerSecond.train = 3_100 + noise * 300
      row.timeSeconds.train = 2.6 + noise * 0.2
      row.timeSeconds.other = step.isMultiple(of: 25) ? 0.9 : 0.1
      row.peakResidentBytes = 900_000_000 + min(step, 30) * 4_000_000
      return row
    }
  }

  static func rl(_ count: Int) -> [StepMetrics] {
    (1...count).map { step in
      var row = StepMetrics(step: step, phase: .rl)
      let noise = Double((step * 7_919) % 101) / 101 - 0.5
      let progress = 1 - exp(-Double(step) / 40)
      row.loss = noise * 0.05
      row.rewardMean = -0.4 + 1.1 * progress + noise * 0.2
      row.rewardStandardDeviation = 0.6 - 0.3 * progress + noise * 0.05
      row.passRate = min(1, max(0, 0.1 + 0.6 * progress + noise * 0.1))
      row.entropy = 1.4 - 0.8 * progress + noise * 0.05
      row.klOld = 0.002 + abs(noise) * 0.003
      row.klReference = 0.05 * progress
      row.clipFraction = .init(
        positiveHigh: 0.01 + abs(noise) * 0.01, positiveLow: 0.004, negativeHigh: 0.002 + abs(noise) * 0.004,
        negativeLow: 0.015)
      row.clipGradientShare = .init(
        positiveHigh: 0.05 + abs(noise) * 0.1, positiveLow: 0.01, negativeHigh: 0.02, negativeLow: 0.08)
      row.gradientNorm = 0.2 + abs(noise) * 0.3
      row.learningRate = 1e-6
      row.responseLength = .init(mean: 90 + 60 * progress + noise * 20, maximum: 256, truncated: 0.2 - 0.15 * progress)
      row.groups = .init(total: 16, zeroAdvantage: 3 + step % 4, kept: 13 - step % 4)
      row.faults = step == 17 ? 2 : 0
      row.skipped = 0
      row.logProbMismatch = 1e-5 * (1 + abs(noise))
      row.tokens = 14_000
      row.tokensPerSecond = .init(rollout: 420 + noise * 50, score: 2_600, train: 1_400 + noise * 100)
      row.timeSeconds = .init(rollout: 30 + noise * 4, reward: 4, score: 5, train: 11, other: 0.5)
      row.peakResidentBytes = 2_300_000_000
      return row
    }
  }

  static let hostile = "</pre></td><script>alert(1)</script><img src=x onerror=alert(1)>\u{202E}\u{0}&amp;\" onload='x'"

  static var configuration: RunConfiguration {
    var run = RunConfiguration()
    run.model.initial = ModelShape()
    run.model.initial?.resolve()
    run.model.tokenizer = .train(TokenizerTraining())
    run.data.train = ["examples/data/train.jsonl"]
    run.data.eval = ["examples/data/eval.jsonl"]
    run.outputFolder = "runs/sft-small"
    run.threads = 2
    return run
  }

  static func report(_ rows: [StepMetrics], samples: [RunReport.Sample] = []) -> RunReport {
    RunReport(
      configuration: configuration, metrics: rows, samples: samples,
      details: .init(
        version: "1.0", started: "2026-01-02 03:04 UTC", commandLine: "klear-judge train sft --config run.yaml",
        elapsedSeconds: 1_234, totalSteps: 400, interrupted: true, notes: ["Threads changed from 4 to 2 on resume."]))
  }

  static var samples: [RunReport.Sample] {
    [
      .init(step: 10, prompt: "What is 2 + 2?", response: "<think>easy</think>4", reward: 1, verdict: "accepted"),
      .init(
        step: 20, prompt: "Write a program that adds two numbers.", response: "print(sum(map(int, input().split())))\n",
        reward: 0.5, verdict: "wrong answer"),
      .init(step: 30, prompt: hostile, response: String(repeating: "x", count: 20_000), reward: nil, verdict: hostile),
    ]
  }

  @Test func thePageLoadsNothingAndRunsNothing() {
    var report = Self.report(Self.sft(50), samples: Self.samples)
    report.configuration.model.path = Self.hostile
    report.configuration.outputFolder = Self.hostile
    report.configuration.data.train = [Self.hostile]
    report.details.notes = [Self.hostile]
    report.details.commandLine = Self.hostile
    report.details.version = Self.hostile
    report.details.started = Self.hostile
    let html = report.html
    #expect(!html.contains("<script"))
    #expect(!html.contains("<img"))
    #expect(!html.contains("onload='"))
    #expect(!html.contains("\u{202E}"))
    #expect(!html.utf8.contains(0))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!html.contains("src=\"") && !html.contains("@import") && !html.contains("url("))
    #expect(html.contains("default-src 'none'"))
  }

  /// Elements that are opened are closed, in the right order.
  @Test(arguments: [(0, false), (1, false), (3, true), (400, false), (150, true)])
  func theMarkupIsBalanced(_ count: Int, _ isRL: Bool) {
    let rows = count == 0 ? [] : isRL ? Self.rl(count) : Self.sft(count)
    let html = Self.report(rows, samples: Self.samples).html
    var open: [Substring] = []
    let empty: Set<Substring> = ["meta"]
    for match in html.matches(of: /<(\/?)([a-zA-Z0-9]+)((?:[^>"]|"[^"]*")*?)(\/?)>/) {
      let name = match.2
      if !match.1.isEmpty {
        #expect(open.last == name)
        if open.last == name { open.removeLast() }
      } else if match.4.isEmpty, !empty.contains(name) {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
    let ids = html.matches(of: /\sid="([^"]+)"/).map(\.1)
    #expect(ids.count == Set(ids).count)
  }

  @Test func aRunWithoutStepsHasAPage() {
    let html = Self.report([]).html
    #expect(html.contains("No step was finished"))
    #expect(html.contains("<h1>Training run: runs/sft-small</h1>"))
  }

  @Test func plotsWithoutValuesAreLeftOut() {
    let sft = Self.report(Self.sft(30)).html
    for present in ["plot-loss", "plot-lr", "plot-gradient", "plot-rate", "plot-time", "plot-memory"] {
      #expect(sft.contains("id=\"\(present)\""), "\(present)")
    }
    for absent in ["plot-reward", "plot-clip", "plot-kl", "plot-faults", "plot-skipped"] {
      #expect(!sft.contains("id=\"\(absent)\""), "\(absent)")
    }
    let rl = Self.report(Self.rl(30)).html
    for present in [
      "plot-reward", "plot-pass", "plot-entropy", "plot-clip", "plot-clip-share", "plot-kl", "plot-length",
      "plot-faults", "plot-time",
    ] {
      #expect(rl.contains("id=\"\(present)\""), "\(present)")
    }
  }

  @Test func theOverviewTellsTheFigures() {
    let html = Self.report(Self.sft(100)).html
    for text in [
      "<span class=\"name\">Steps</span> <span class=\"value\">100</span> <span class=\"detail\">of 400, 25.0 %</span>",
      "<span class=\"name\">Tokens</span> <span class=\"value\">819,200</span>",
      "<span class=\"name\">Time</span> <span class=\"value\">20 min 34 s</span>",
      "<strong>Interrupted.</strong>", "<strong>Skipped updates.</strong> 1 update was left out",
      "new llama: 4 layers × 256, 4 heads, 4,096 tokens", "Threads changed from 4 to 2 on resume.",
    ] {
      #expect(html.contains(text), "\(text)")
    }
  }

  @Test func longTextsAreCutAndCounted() {
    let samples = (0..<300).map { RunReport.Sample(step: $0, prompt: "p", response: "r") }
    let html = Self.report(Self.sft(5), samples: samples).html
    #expect(html.contains("200 of 300 answers"))
    #expect(Self.report(Self.sft(5), samples: Self.samples).html.contains("(19.5 KiB in all)"))
  }

  /// Leaves pages to look at where `TRAINING_REPORTS` names a folder.
  @Test func itIsWrittenWhole() throws {
    let folder = try TemporaryFolder()
    let reports = [
      ("sft", Self.report(Self.sft(400), samples: Self.samples)),
      ("rl", Self.report(Self.rl(150), samples: Self.samples)),
      ("short", Self.report(Self.sft(1))), ("few", Self.report(Self.sft(6))),
    ]
    for (name, report) in reports {
      try report.write(to: "\(folder.path)/\(name).html")
      #expect(try folder.text("\(name).html") == report.html)
      if let kept = ProcessInfo.processInfo.environment["TRAINING_REPORTS"] {
        try report.write(to: "\(kept)/\(name).html")
      }
    }
    #expect(folder.names == ["few.html", "rl.html", "sft.html", "short.html"])
  }
}
