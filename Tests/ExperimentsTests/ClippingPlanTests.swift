import Foundation
import Testing
import TrainingRuns

@testable import Experiments

@Suite struct ClippingPlanTests {
  static let regimes = [ClippingPlan.moderate] + ClippingPlan.wantedRegimes.dropFirst()

  static func plan(
    seeds: Int = 20, hours: Double = 1000, secondsPerRun: Double = 40
  ) -> ClippingPlan {
    let regimes = Self.regimes.map { regime in
      var regime = regime
      regime.rates = [0.25, 0.5, 1, 2].map { $0 * regime.rate }
      return regime
    }
    return ClippingPlan(
      settings: ClippingPlan.Settings(), regimes: regimes, calibration: [], extent: PlanExtent(seeds: seeds),
      budget: ClippingPlan.Budget(hours: hours, jobs: 2, timedRunSeconds: secondsPerRun), version: "1")
  }

  @Test func theWholePlan() throws {
    let plan = Self.plan()
    try plan.check()
    #expect(plan.budget.cuts.isEmpty)
    #expect(plan.cell("moderate-gppo")?.seeds.count == 20)
    #expect(plan.cell("strong-gppo-dual10")?.dualClip == 10)
    #expect(plan.cell("moderate-gppo-dual10") == nil, "only where ratios go far")
    #expect(plan.cell("weak-dapo")?.seeds.count == 10)
    #expect(
      ["none", "score", "acc", "score-mask"].allSatisfy { filter in plan.cells.contains { $0.filter == filter } })
    #expect(Set(plan.cells.map(\.alpha)) == [0, 0.05, 0.1, 0.2])
    #expect(plan.cells.contains { $0.reward == "hard" })
    let tuned = plan.cells.filter { $0.candidates != nil }
    #expect(tuned.count == 9 && tuned.allSatisfy { $0.candidates?.count == 4 })
    #expect(plan.cells.filter { $0.part == "tuning" }.allSatisfy { $0.seeds == [1, 2, 3] })
    #expect(plan.cells.filter { $0.part != "tuning" }.allSatisfy { $0.seeds.min() ?? 0 > 100 })
    let control = plan.cells.filter { $0.part == "control" }
    #expect(control.count == 4 && control.allSatisfy { $0.miniBatchPrompts == 16 && $0.epochs == 1 })
  }

  /// Arms of a regime differ in the objective alone.
  @Test func armsShareAllElse() throws {
    let plan = Self.plan()
    let files = ClippingPlan.Files(model: "m", prompts: "p", heldOut: "h", problems: "q")
    let runs = try ["gppo", "dapo", "cispo", "grpo"].map { arm in
      let cell = try #require(plan.cell("strong-\(arm)"))
      return try plan.configuration(of: cell, rate: cell.rate ?? 0, seed: 7, files: files, folder: "f")
    }
    let names: [ObjectiveSettings.Name] = [.gppo, .clip, .cispo, .clip]
    for (run, name) in zip(runs, names) {
      #expect(run.rl.objective.name == name && run.rl.objective.epsilonLow == 0.2)
      var other = run
      other.rl.objective = runs[0].rl.objective
      #expect(other == runs[0])
      #expect(run.rl.objective.dualClip == nil && run.rl.nllAlpha == 0 && run.rl.kl.kind == .none)
      #expect(run.threads == 1 && run.rl.filter == .none && run.rl.advantage == .grpoUnbiased)
    }
    #expect(runs.map(\.rl.objective.epsilonHigh) == [0.28, 0.28, 0.28, 0.2])
  }

  @Test func cellsAreCutInThePlanUntilItFits() throws {
    let whole = Self.plan()
    let cut = Self.plan(hours: 2)
    try cut.check()
    #expect(cut.budget.estimatedHours <= 2 && cut.budget.runs < whole.budget.runs)
    #expect(cut.budget.cuts.first == "epsilon sweep: at most 5 seeds")
    #expect(cut.cell("moderate-gppo")?.seeds.count ?? 0 >= 5, "the main cells go last")
    let none = Self.plan(hours: 0.001)
    try none.check()
    #expect(none.budget.estimatedHours > 0.001, "what is left stays, and the plan says how long it takes")
  }

  @Test func runsGoPartByPartAndSeedBySeed() {
    let runs = RunSchedule(Self.plan(seeds: 4)).all
    #expect(Set(runs).count == runs.count)
    #expect(runs.prefix(4).allSatisfy { $0.seed == 101 && $0.cell.hasPrefix("control-") })
    for (regime, arms) in [("moderate", 4), ("strong", 5)] {
      let same = runs.filter { $0.cell.hasPrefix("\(regime)-") }
      #expect(same.map(\.seed) == (0..<4).flatMap { Array(repeating: 101 + UInt64($0), count: arms) })
    }
    #expect(runs.firstIndex { $0.cell == "strong-gppo" } ?? 0 > runs.lastIndex { $0.cell == "best-strong-gppo" } ?? 0)
    #expect(runs[0].folder == "runs/control-gppo/101")
  }

  @Test func aPlanIsReadAsItWasWritten() throws {
    let plan = Self.plan()
    let file = NSTemporaryDirectory() + "klear-plan-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try ExperimentJSON.text(plan).write(to: URL(fileURLWithPath: file))
    #expect(try ClippingPlan.read(file) == plan)
  }

  @Test func plansThatCannotBeDoneAreRefused() {
    func refused(_ change: (inout ClippingPlan) -> Void) -> String {
      var plan = Self.plan(seeds: 2)
      change(&plan)
      do throws(ExperimentError) {
        try plan.check()
        return ""
      } catch {
        return error.description
      }
    }
    #expect(refused { $0.cells[0].name = "../x" }.contains("no name for a folder"))
    #expect(refused { $0.cells[1].name = $0.cells[0].name }.contains("same name"))
    #expect(refused { $0.cells[0].miniBatchPrompts = 3 }.contains("do not divide"))
    #expect(refused { $0.comparisons[0].baseline = "none" } == "there is no cell none")
    #expect(
      refused { plan in
        for place in plan.cells.indices where plan.cells[place].candidates != nil { plan.cells[place].seeds = [1] }
      }.contains("tuned on its own seeds"))
  }

  @Test func theCommittedPlanCanBeDone() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let plan = try ClippingPlan.read(folder.appendingPathComponent("docs/experiments/clipping/plan.json").path)
    #expect(plan.isEvidence && plan.settings.parameters <= 300_000 && plan.regimes.allSatisfy(\.isInBand))
  }

  @Test func rateSearch() {
    // The fraction grows as the square of the rate.
    func search(_ first: Double) -> RateSearch {
      var search = RateSearch(band: 0.005...0.02, first: first)
      while let rate = search.rate { search.take(fraction: rate * rate * 1e4) }
      return search
    }
    #expect(search(1e-3).tried.count == 1)
    for first in [1e-5, 1e-4, 1e-2, 1e-1] {
      #expect(search(first).tried.count <= RateSearch.mostTries)
    }
    #expect(search(2e-4).best?.rate == 8e-4)
    #expect(search(1e-2).best.map { $0.fraction >= 0.005 && $0.fraction <= 0.02 } == true)
  }
}
