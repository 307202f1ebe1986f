/// The plots of a run; those without values are left out, and sections without plots too.
struct RunPlots {
  let metrics: [StepMetrics]

  var html: String {
    let sections: [(id: String, title: String, plots: [LinePlot])] = [
      ("learning", "Learning", [loss, reward, passRate, learningRate, gradientNorm]),
      ("policy", "Policy", [entropy, divergence, mismatch, clipFraction, clipGradientShare]),
      ("answers", "Answers", [responseLength, truncated, groups, faults]),
      ("work", "Time and memory", [tokenRates, times, memory, skipped]),
    ]
    let filled = sections.map { ($0.id, $0.title, $0.plots.filter { !$0.isEmpty }) }.filter { !$0.2.isEmpty }
    if filled.isEmpty {
      return "<section><p class=\"empty\">No step was finished, so there is nothing to plot.</p></section>"
    }
    return filled.map { id, title, plots in
      """
      <section aria-labelledby="\(id)">
      <h2 id="\(id)">\(title)</h2>
      <div class="charts">
      \(plots.map(\.html).joined(separator: "\n"))
      </div>
      </section>
      """
    }.joined(separator: "\n")
  }

  private func series(
    _ name: String, _ property: KeyPath<StepMetrics, Double?>, isSmoothed: Bool = true
  ) -> LinePlot.Series {
    LinePlot.Series(
      name: name,
      points: metrics.compactMap { row in
        row[keyPath: property].map { LinePlot.Point(x: Double(row.step), y: $0) }
      }, isSmoothed: isSmoothed)
  }

  private func series(_ name: String, count property: KeyPath<StepMetrics, Int?>) -> LinePlot.Series {
    LinePlot.Series(
      name: name,
      points: metrics.compactMap { row in
        row[keyPath: property].map { LinePlot.Point(x: Double(row.step), y: Double($0)) }
      })
  }

  /// Rare events: their number matters, not their course.
  private func sum(_ name: String, _ property: KeyPath<StepMetrics, Int?>) -> LinePlot.Series {
    var result = series(name, count: property)
    result.isSmoothed = false
    result.showsSum = true
    return result
  }

  /// Counts that are all 0 are no news.
  private func unlessZero(_ plot: LinePlot) -> LinePlot {
    var plot = plot
    if plot.series.allSatisfy({ $0.points.allSatisfy { $0.y == 0 } }) { plot.series = [] }
    return plot
  }

  // MARK: Learning

  private var loss: LinePlot {
    LinePlot(
      id: "plot-loss", title: "Loss",
      caption: metrics.contains { $0.phase == .rl } ? "of the objective" : "nats a token",
      series: [series("train", \.loss), series("evaluation", \.evalLoss, isSmoothed: false)], scale: .automatic)
  }

  private var reward: LinePlot {
    LinePlot(
      id: "plot-reward", title: "Reward",
      series: [series("mean", \.rewardMean), series("standard deviation", \.rewardStandardDeviation)])
  }

  private var passRate: LinePlot {
    LinePlot(
      id: "plot-pass", title: "Pass rate", caption: "share of answers that are fully correct",
      series: [series("pass rate", \.passRate)], quantity: .share, includesZero: true)
  }

  private var learningRate: LinePlot {
    LinePlot(
      id: "plot-lr", title: "Learning rate", series: [series("lr", \.learningRate, isSmoothed: false)],
      quantity: .small, includesZero: true)
  }

  private var gradientNorm: LinePlot {
    LinePlot(
      id: "plot-gradient", title: "Gradient norm", caption: "before it is cut",
      series: [series("norm", \.gradientNorm)],
      scale: .automatic)
  }

  // MARK: Policy

  private var entropy: LinePlot {
    LinePlot(
      id: "plot-entropy", title: "Entropy", caption: "nats a token", series: [series("entropy", \.entropy)],
      includesZero: true)
  }

  private var divergence: LinePlot {
    LinePlot(
      id: "plot-kl", title: "Divergence", caption: "KL, nats a token",
      series: [series("from the old policy", \.klOld), series("from the reference", \.klReference)])
  }

  private var mismatch: LinePlot {
    LinePlot(
      id: "plot-mismatch", title: "Mismatch", caption: "|log-prob of sampling − of training|, mean",
      series: [series("mismatch", \.logProbMismatch)], scale: .automatic, quantity: .small)
  }

  private var clipFraction: LinePlot { bySide("plot-clip", "Tokens out of bounds", "share of them", \.clipFraction) }

  private var clipGradientShare: LinePlot {
    bySide("plot-clip-share", "Gradient out of bounds", "share of it", \.clipGradientShare)
  }

  private func bySide(
    _ id: String, _ title: String, _ caption: String, _ sides: KeyPath<StepMetrics, StepMetrics.BySide>
  ) -> LinePlot {
    LinePlot(
      id: id, title: title, caption: caption + ", by sign of A and side of the ratio",
      series: [
        series("A > 0, high", sides.appending(path: \.positiveHigh)),
        series("A > 0, low", sides.appending(path: \.positiveLow)),
        series("A < 0, high", sides.appending(path: \.negativeHigh)),
        series("A < 0, low", sides.appending(path: \.negativeLow)),
      ], quantity: .share, includesZero: true)
  }

  // MARK: Answers

  private var responseLength: LinePlot {
    LinePlot(
      id: "plot-length", title: "Length of answers", caption: "tokens",
      series: [series("mean", \.responseLength.mean), series("longest", count: \.responseLength.maximum)],
      quantity: .rate, includesZero: true)
  }

  private var truncated: LinePlot {
    LinePlot(
      id: "plot-truncated", title: "Truncated answers", caption: "share that reached the limit",
      series: [series("truncated", \.responseLength.truncated)], quantity: .share, includesZero: true)
  }

  private var groups: LinePlot {
    LinePlot(
      id: "plot-groups", title: "Groups",
      series: [
        series("all", count: \.groups.total), series("kept", count: \.groups.kept),
        series("without advantage", count: \.groups.zeroAdvantage),
      ], quantity: .count, includesZero: true)
  }

  private var faults: LinePlot {
    unlessZero(
      LinePlot(
        id: "plot-faults", title: "Judge faults", caption: "answers a step",
        series: [sum("faults", \.faults)], quantity: .count, includesZero: true))
  }

  // MARK: Work

  private var tokenRates: LinePlot {
    LinePlot(
      id: "plot-rate", title: "Speed", caption: "tokens/s",
      series: [
        series("train", \.tokensPerSecond.train), series("rollout", \.tokensPerSecond.rollout),
        series("score", \.tokensPerSecond.score),
      ], quantity: .rate, includesZero: true)
  }

  private var times: LinePlot {
    LinePlot(
      id: "plot-time", title: "Time of a step", caption: "stacked",
      series: [
        series("train", \.timeSeconds.train), series("rollout", \.timeSeconds.rollout),
        series("score", \.timeSeconds.score), series("reward", \.timeSeconds.reward),
        series("other", \.timeSeconds.other),
      ], style: .stacked, quantity: .seconds)
  }

  private var memory: LinePlot {
    LinePlot(
      id: "plot-memory", title: "Peak memory", caption: "resident, of the process",
      series: [series("peak", count: \.peakResidentBytes)].map { series in
        var series = series
        series.isSmoothed = false
        return series
      }, quantity: .bytes, includesZero: true)
  }

  private var skipped: LinePlot {
    unlessZero(
      LinePlot(
        id: "plot-skipped", title: "Skipped updates", caption: "gradient not finite",
        series: [sum("skipped", \.skipped)], quantity: .count, includesZero: true))
  }
}
