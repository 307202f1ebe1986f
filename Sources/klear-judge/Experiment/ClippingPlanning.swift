import Experiments
import Foundation
import Rewards
import TrainingRuns

/// Makes the plan: finds each regime's rate with clip-higher, times one run, and cuts what does not fit.
struct ClippingPlanning {
  let lab: ClippingLab
  var settings: ClippingPlan.Settings
  let extent: PlanExtent
  let hours: Double
  let isQuick: Bool

  /// - Throws: ``ExitStatus`` where it was stopped.
  func plan() async throws -> ClippingPlan {
    var settings = settings
    var regimes: [ClippingPlan.Regime] = []
    var calibration: [ClippingPlan.Calibration] = []
    for wanted in isQuick ? [ClippingPlan.moderate] : ClippingPlan.wantedRegimes {
      var regime = wanted
      if !isQuick { try await calibrate(&regime, &calibration, settings) }
      regime.rates = [0.25, 0.5, 1, 2].map { RateSearch.rounded($0 * regime.rate) }
      regimes.append(regime)
    }
    StandardError.say("one run is timed")
    let moderate = regimes.first { $0.name == "moderate" } ?? regimes[0]
    let (draft, cell) = draft(moderate, settings)
    let start = ContinuousClock.now
    guard let timed = try await lab.run(draft, cell, rate: moderate.rate, seed: 1) else { throw ExitStatus.interrupted }
    let seconds = Double((ContinuousClock.now - start).components.seconds) + 1
    settings.model = timed.model
    settings.parameters = timed.parameters
    let budget = ClippingPlan.Budget(hours: hours, jobs: lab.jobs, timedRunSeconds: seconds)
    if isQuick {
      return .quick(settings: settings, regime: moderate, budget: budget, version: JudgeVersion.current)
    }
    return ClippingPlan(
      settings: settings, regimes: regimes, calibration: calibration, extent: extent, budget: budget,
      version: JudgeVersion.current)
  }

  /// A plan of one cell: clip-higher in a regime.
  private func draft(
    _ regime: ClippingPlan.Regime, _ settings: ClippingPlan.Settings
  ) -> (ClippingPlan, ClippingPlan.Cell) {
    var one = PlanExtent(seeds: 1)
    (one.ablations, one.epsilon, one.weak, one.hasTuning) = (0, 0, 1, false)
    let budget = ClippingPlan.Budget(hours: .infinity, jobs: 1, timedRunSeconds: 0)
    let plan = ClippingPlan(
      settings: settings, regimes: [regime], calibration: [], extent: one, budget: budget, version: "")
    var cell = plan.cells[0]
    cell.name = "calibration-\(regime.name)"
    (cell.arm, cell.objective, cell.epsilonLow, cell.epsilonHigh) = ("dapo", "clip", 0.2, 0.28)
    (cell.miniBatchPrompts, cell.epochs) = (regime.miniBatchPrompts, regime.epochs)
    return (plan, cell)
  }

  /// The rate is looked for on the first tuning seed; what counts is the mean over all of them.
  private func calibrate(
    _ regime: inout ClippingPlan.Regime, _ calibration: inout [ClippingPlan.Calibration],
    _ settings: ClippingPlan.Settings
  ) async throws {
    var settings = settings
    settings.steps = 20
    func fraction(_ regime: ClippingPlan.Regime, _ rate: Double, _ seed: UInt64) async throws -> Double {
      let tried = try await tried(regime, rate, seed, settings)
      calibration.append(tried)
      let fraction = tried.clippedFraction
      StandardError.say("\(regime.name): at rate \(rate), seed \(seed), clip-higher clips \(fraction) of the tokens")
      return fraction
    }
    var search = RateSearch(band: regime.band[0]...regime.band[1], first: regime.rate)
    while let rate = search.rate { search.take(fraction: try await fraction(regime, rate, 1)) }
    guard let best = search.best else { return }
    regime.rate = best.rate
    var fractions = [best.fraction]
    for seed in 1..<UInt64(extent.tuning) { fractions.append(try await fraction(regime, best.rate, seed + 1)) }
    regime.clippedFraction = fractions.reduce(0, +) / Double(fractions.count)
  }

  /// One try of clip-higher, kept in `cache/` so that a plan that was interrupted goes on where it was.
  private func tried(
    _ regime: ClippingPlan.Regime, _ rate: Double, _ seed: UInt64, _ settings: ClippingPlan.Settings
  ) async throws -> ClippingPlan.Calibration {
    let file =
      "\(lab.folder.cache)/calibration/\(regime.name)-\(regime.miniBatchPrompts)-\(regime.epochs)-\(rate)-\(seed).json"
    if let data = FileManager.default.contents(atPath: file),
      let known = try? ExperimentJSON.read(data, as: ClippingPlan.Calibration.self)
    {
      return known
    }
    let (draft, cell) = draft(regime, settings)
    guard let outcome = try await lab.run(draft, cell, rate: rate, seed: seed, isMeasured: false) else {
      throw ExitStatus.interrupted
    }
    let tried = ClippingPlan.Calibration(
      regime: regime.name, rate: rate, seed: seed, clippedFraction: outcome.curve.clippedFraction ?? 0,
      atStep20: outcome.curve.rows.last?.clipped ?? 0)
    try lab.folder.replace(file, ExperimentJSON.text(tried))
    return tried
  }
}
