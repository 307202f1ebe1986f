import Testing

@testable import Experiments

@Suite struct ClippingAnalysisTests {
  static let plan = ClippingPlanTests.plan(seeds: 6)

  /// A curve that rises in a line to its end.
  static func curve(_ end: Double, clipped: Double = 0.01, weights: String? = nil) -> RunCurve {
    let steps = plan.settings.steps
    return RunCurve(
      rows: (0...steps).map { step in
        var row = RunRow(step: step)
        if step.isMultiple(of: 4) { row.passAt1 = end * Double(step) / Double(steps) }
        if step > 0 { (row.clipped, row.entropy) = (clipped, 0.1) }
        if step == steps { row.weights = weights }
        return row
      })
  }

  static func curves(_ value: (ClippingPlan.Cell, UInt64) -> Double?) -> [RunSchedule.Run: RunCurve] {
    var curves: [RunSchedule.Run: RunCurve] = [:]
    for cell in plan.cells {
      for seed in cell.seeds {
        if let end = value(cell, seed) { curves[RunSchedule.Run(cell: cell.name, seed: seed)] = curve(end) }
      }
    }
    return curves
  }

  @Test func endpointAndArea() throws {
    let curve = Self.curve(0.6)
    // Measured in the last quarter are steps 20 and 24 of 24.
    #expect(abs(try #require(curve.endpoint(Self.plan.settings)) - 0.55) < 1e-12)
    #expect(abs(try #require(curve.area(Self.plan.settings)) - 0.3) < 1e-12)
    #expect(curve.clippedFraction == 0.01)
    let end = RunCurve(rows: Array(curve.rows.dropFirst(15)))
    #expect(end.endpoint(Self.plan.settings) != nil && end.area(Self.plan.settings) == nil)
  }

  @Test func aDifferenceIsFoundAndSoIsNone() throws {
    let summary = ClippingAnalysis(
      plan: Self.plan,
      curves: Self.curves { cell, seed in
        let noise = Double(seed % 3) * 0.01
        switch cell.name {
        case "alpha-0.1": return 0.5 + noise + Double(seed % 2) * 0.002
        case "filter-score": return 0.4 + (seed.isMultiple(of: 2) ? noise + 0.01 : -0.01)
        default: return 0.4 + noise
        }
      }
    ).summary
    #expect(summary.isComplete && summary.runsDone == summary.runsPlanned)
    let reward = try #require(summary.comparisons.first { $0.family == "reward" })
    #expect(reward.endpoint?.mean == 0 && reward.endpoint?.p == 1 && reward.verdict == "too few pairs to tell")
    let main = try #require(summary.comparisons.first { $0.cell == "moderate-gppo" && $0.baseline == "moderate-dapo" })
    #expect(main.pairs == 6 && main.verdict == "not separable")
    #expect(summary.controls[0].areEqual == true)
  }

  @Test func nothingIsClaimedOfRunsThatAreMissing() throws {
    let summary = ClippingAnalysis(
      plan: Self.plan, curves: Self.curves { cell, seed in cell.name.hasPrefix("moderate") && seed < 104 ? 0.4 : nil }
    ).summary
    #expect(!summary.isComplete)
    let main = try #require(summary.comparisons.first { $0.cell == "moderate-gppo" && $0.baseline == "moderate-dapo" })
    #expect(main.pairs == 3 && main.planned == 6 && main.verdict == "too few pairs to tell, so far")
    let strong = try #require(summary.comparisons.first { $0.cell == "strong-gppo" })
    #expect(strong.verdict == "not run" && strong.endpoint == nil)
    #expect(summary.controls[0].areEqual == nil)
  }

  /// With six pairs of one sign p is 1/32, and the family's correction keeps it from being a finding.
  @Test func holmIsWithinTheFamily() throws {
    let summary = ClippingAnalysis(
      plan: Self.plan, curves: Self.curves { cell, seed in cell.arm == "cispo" ? 0.5 + Double(seed) * 1e-4 : 0.4 }
    ).summary
    let main = try #require(summary.comparisons.first { $0.cell == "moderate-cispo" })
    #expect(main.endpoint?.p == 0.03125 && main.endpoint?.wins == 6)
    #expect(try #require(main.endpoint?.adjusted) > 0.05 && main.verdict == "not separable")
  }

  @Test func theRateIsThatOfTheBestTuningCell() throws {
    let analysis = ClippingAnalysis(
      plan: Self.plan,
      curves: Self.curves { cell, _ in cell.name == "tune-moderate-gppo-2" ? 0.6 : cell.part == "tuning" ? 0.5 : nil })
    let best = try #require(Self.plan.cell("best-moderate-gppo"))
    #expect(analysis.rate(of: best) == Self.plan.cell("tune-moderate-gppo-2")?.rate)
    let equal = try #require(Self.plan.cell("best-moderate-dapo"))
    #expect(analysis.rate(of: equal) == Self.plan.cell("tune-moderate-dapo-1")?.rate, "of equals the lowest")
    var curves = analysis.curves
    curves[RunSchedule.Run(cell: "tune-moderate-gppo-4", seed: 3)] = nil
    #expect(ClippingAnalysis(plan: Self.plan, curves: curves).rate(of: best) == nil, "not before all are done")
  }

  @Test func aControlThatFailsIsSaidLoudly() throws {
    var curves = Self.curves { _, _ in 0.4 }
    curves[RunSchedule.Run(cell: "control-cispo", seed: 102)] = Self.curve(0.4, weights: "other")
    let analysis = ClippingAnalysis(plan: Self.plan, curves: curves)
    let control = analysis.summary.controls[0]
    #expect(control.areEqual == false && control.firstDifference == "control-cispo, seed 102, step 24")
    let html = ClippingReport(analysis: analysis, summary: analysis.summary).html
    #expect(html.contains("the curves DIFFER"))
  }

  @Test func theReportOfAQuickRunSaysSoEverywhere() throws {
    let plan = ClippingPlan.quick(
      settings: .quick, regime: ClippingPlan.moderate,
      budget: ClippingPlan.Budget(hours: 6, jobs: 1, timedRunSeconds: 1),
      version: "1")
    try plan.check()
    #expect(!plan.isEvidence && plan.budget.runs == 16)
    var curves: [RunSchedule.Run: RunCurve] = [:]
    for run in RunSchedule(plan).all { curves[run] = RunCurve(rows: Array(Self.curve(0.4).rows.prefix(9))) }
    let analysis = ClippingAnalysis(plan: plan, curves: curves)
    let summary = analysis.summary
    #expect(summary.comparisons.allSatisfy { $0.verdict.hasSuffix("(quick: no evidence)") })
    let html = ClippingReport(analysis: analysis, summary: summary).html
    #expect(html.contains("(quick: no evidence)</h1>") && html.contains("No evidence."))
  }
}
