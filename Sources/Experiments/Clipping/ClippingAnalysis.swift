/// From curves to answers; pure, so that the same runs give the same summary.
public struct ClippingAnalysis: Sendable {
  public let plan: ClippingPlan
  /// Finished runs, by cell and seed.
  public let curves: [RunSchedule.Run: RunCurve]

  public init(plan: ClippingPlan, curves: [RunSchedule.Run: RunCurve]) {
    self.plan = plan
    self.curves = curves
  }

  /// The rate of a cell: its own, or the one that did best on the tuning seeds.
  ///
  /// - Returns: `nil` while tuning runs are missing.
  public func rate(of cell: ClippingPlan.Cell) -> Double? {
    guard let candidates = cell.candidates else { return cell.rate }
    var best: (rate: Double, endpoint: Double)?
    for candidate in candidates.compactMap(plan.cell) {
      let found = endpoints(candidate)
      guard let rate = candidate.rate, found.count == candidate.seeds.count, let mean = Spread(found)?.mean else {
        return nil
      }
      if best.map({ mean > $0.endpoint || (mean == $0.endpoint && rate < $0.rate) }) ?? true { best = (rate, mean) }
    }
    return best?.rate
  }

  func runs(_ cell: ClippingPlan.Cell) -> [(seed: UInt64, curve: RunCurve)] {
    cell.seeds.compactMap { seed in
      curves[RunSchedule.Run(cell: cell.name, seed: seed)].map { (seed, $0) }
    }
  }

  private func endpoints(_ cell: ClippingPlan.Cell) -> [Double] {
    runs(cell).compactMap { $0.curve.endpoint(plan.settings) }
  }

  public var summary: ClippingSummary {
    let all = RunSchedule(plan).all
    let done = all.count { curves[$0] != nil }
    let first = all.compactMap { curves[$0]?.measured.first }.filter { $0.step == 0 }.map(\.value)
    let last = all.compactMap { curves[$0]?.rows.last }
    let judged = last.compactMap(\.judged).reduce(0, +)
    return ClippingSummary(
      isEvidence: plan.isEvidence, note: plan.note, version: plan.version, isComplete: done == all.count,
      runsPlanned: all.count, runsDone: done, before: Spread(first)?.mean,
      cacheHitRate: judged > 0 ? Double(last.compactMap(\.cacheHits).reduce(0, +)) / Double(judged) : nil,
      cells: plan.cells.map(result), controls: plan.controls.map(control), comparisons: answers)
  }

  // MARK: Cells

  private func result(_ cell: ClippingPlan.Cell) -> ClippingSummary.CellResult {
    let runs = runs(cell)
    let endpoints = endpoints(cell)
    let areas = runs.compactMap { $0.curve.area(plan.settings) }
    func mean(_ value: (RunCurve) -> Double?) -> Double? { Spread(runs.compactMap { value($0.curve) })?.mean }
    func mean(_ rows: [RunRow], _ value: KeyPath<RunRow, Double?>) -> Double? {
      Spread(rows.compactMap { $0[keyPath: value] })?.mean
    }
    let (endpoint, area) = (Spread(endpoints), Spread(areas))
    return ClippingSummary.CellResult(
      name: cell.name, part: cell.part, regime: cell.regime, arm: cell.arm, rate: rate(of: cell),
      planned: cell.seeds.count, seeds: runs.map(\.seed), endpoints: endpoints, areas: areas,
      endpointMean: endpoint?.mean, endpointDeviation: endpoint?.standardDeviation, areaMean: area?.mean,
      areaDeviation: area?.standardDeviation, clippedFraction: mean { $0.clippedFraction },
      entropy: mean { curve in mean(curve.rows.filter { plan.settings.isInLastQuarter($0.step) }, \.entropy) },
      gradientNormMost: mean { curve in curve.rows.compactMap(\.gradientNorm).max() },
      zeroAdvantageShare: mean { curve in
        Spread(curve.rows.compactMap { $0.zeroAdvantageGroups.map(Double.init) }).map {
          $0.mean / Double(plan.settings.promptsPerStep)
        }
      }, secondsMean: mean { curve in curve.seconds })
  }

  // MARK: Controls

  private func control(_ cells: [String]) -> ClippingSummary.Control {
    let found = cells.compactMap(plan.cell)
    let seeds = (found.first?.seeds ?? []).filter { seed in
      found.allSatisfy { curves[RunSchedule.Run(cell: $0.name, seed: seed)] != nil }
    }
    var difference: String?
    for seed in seeds {
      let learned = found.compactMap { curves[RunSchedule.Run(cell: $0.name, seed: seed)]?.learned }
      for (cell, rows) in zip(found, learned).dropFirst() where difference == nil && rows != learned[0] {
        let step = zip(rows, learned[0]).first { $0 != $1 }?.0.step
        difference = "\(cell.name), seed \(seed), step \(step.map(String.init) ?? "?")"
      }
    }
    return ClippingSummary.Control(
      cells: cells, seeds: seeds, areEqual: seeds.isEmpty ? nil : difference == nil, firstDifference: difference)
  }

  // MARK: Comparisons

  private var answers: [ClippingSummary.Answer] {
    var answers = plan.comparisons.map(answer)
    for family in Set(answers.map(\.family)) {
      let places = answers.indices.filter { answers[$0].family == family }
      for part in [\ClippingSummary.Answer.endpoint, \.area] {
        let asked = places.filter { answers[$0][keyPath: part]?.p != nil }
        let adjusted = Holm.adjusted(asked.compactMap { answers[$0][keyPath: part]?.p })
        for (place, p) in zip(asked, adjusted) { answers[place][keyPath: part]?.adjusted = p }
      }
    }
    for place in answers.indices { answers[place].verdict = verdict(answers[place]) }
    return answers
  }

  private func answer(_ comparison: ClippingPlan.Comparison) -> ClippingSummary.Answer {
    let (cell, baseline) = (plan.cell(comparison.cell), plan.cell(comparison.baseline))
    let seeds = (cell?.seeds ?? []).filter { (baseline?.seeds ?? []).contains($0) }
    let pairs: [(RunCurve, RunCurve)] = seeds.compactMap { seed in
      guard let one = curves[RunSchedule.Run(cell: comparison.cell, seed: seed)],
        let other = curves[RunSchedule.Run(cell: comparison.baseline, seed: seed)]
      else { return nil }
      return (one, other)
    }
    return ClippingSummary.Answer(
      family: comparison.family, cell: comparison.cell, baseline: comparison.baseline, pairs: pairs.count,
      planned: seeds.count, endpoint: difference(pairs) { $0.endpoint(plan.settings) },
      area: difference(pairs) { $0.area(plan.settings) }, verdict: "")
  }

  private func difference(
    _ pairs: [(RunCurve, RunCurve)], _ value: (RunCurve) -> Double?
  ) -> ClippingSummary.Difference? {
    let differences = pairs.compactMap { one, other -> Double? in
      guard let one = value(one), let other = value(other) else { return nil }
      return one - other
    }
    guard let spread = Spread(differences) else { return nil }
    return ClippingSummary.Difference(
      mean: spread.mean, interval: PairedBootstrap.interval(differences), wins: differences.count { $0 > 0 },
      p: SignFlip.p(differences), detectable: spread.detectableDifference)
  }

  static let level = 0.05

  private func verdict(_ answer: ClippingSummary.Answer) -> String {
    guard let endpoint = answer.endpoint, let adjusted = endpoint.adjusted else { return "not run" }
    var words = adjusted < Self.level ? (endpoint.mean > 0 ? "above" : "below") : "not separable"
    // So few pairs cannot reach the level by an exact test, whatever they say.
    let least = Double(sign: .plus, exponent: 1 - answer.pairs, significand: 1)
    if adjusted >= Self.level, least >= Self.level { words = "too few pairs to tell" }
    if answer.pairs < answer.planned { words += ", so far" }
    return plan.isEvidence ? words : words + " (quick: no evidence)"
  }
}

extension RunCurve {
  /// Share of tokens out of range: of steps 16 to 20, or of the last five of a shorter run.
  public var clippedFraction: Double? {
    let learned = rows.filter { $0.step > 0 }
    let last = min(20, learned.last?.step ?? 0)
    return Spread(learned.filter { $0.step <= last && $0.step > last - 5 }.compactMap(\.clipped))?.mean
  }

  /// Of the whole run.
  public var seconds: Double {
    rows.reduce(0) { $0 + ($1.seconds ?? 0) + ($1.measureSeconds ?? 0) }
  }
}
