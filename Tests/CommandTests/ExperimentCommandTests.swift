import Experiments
import Foundation
import Testing

/// `experiment clipping` as a person starts it, with a plan so small that it takes seconds.
@Suite struct ExperimentCommandTests {
  static var tiny: ClippingPlan {
    // Of four prompts none is as long as the longest that is measured.
    var settings = ClippingPlan.Settings()
    (settings.solvedTasks, settings.sftSteps, settings.prompts, settings.problems) = (300, 2, 4, 3)
    (settings.steps, settings.promptsPerStep, settings.rollouts, settings.maximumNewTokens) = (2, 2, 2, 4)
    (settings.measureEvery, settings.samples, settings.earlySamples) = (1, 1, 1)
    var plan = ClippingPlan.quick(
      settings: settings, regime: ClippingPlan.moderate,
      budget: ClippingPlan.Budget(hours: 1, jobs: 1, timedRunSeconds: 1), version: "1")
    plan.cells = plan.cells.filter { ["control-gppo", "control-cispo"].contains($0.name) }
    for place in plan.cells.indices { (plan.cells[place].miniBatchPrompts, plan.cells[place].seeds) = (2, [101]) }
    plan.parts = plan.parts.filter { $0.name == "control" }
    plan.controls = [["control-gppo", "control-cispo"]]
    plan.comparisons = []
    return plan
  }

  @Test(.enabled(if: Command.canJudge, "needs a sandbox and python3"))
  func aPlanIsDoneOnceAndGoesOnRunByRun() throws {
    let scratch = try Scratch()
    try ExperimentJSON.text(Self.tiny).write(to: URL(fileURLWithPath: scratch.file("plan.json")))
    let words = ["experiment", "clipping", "--out", "e", "--jobs", "1", "--progress", "none"]
    let first = try Command.run(words + ["--plan", "plan.json"], in: scratch.path)
    #expect(first.status == 0 && first.output.isEmpty, "\(first.errors)")
    #expect(first.errors.contains("2 of 2 runs: e/summary.json") && first.errors.contains("no evidence"))
    let metrics = scratch.text("e/runs/control-gppo/101/metrics.jsonl")
    let rows = JSONRows.parse(metrics)
    #expect(rows.compactMap { $0["step"] as? Int } == [0, 1, 2] && rows.allSatisfy { $0["pass_at1"] is NSNumber })
    #expect(scratch.text("e/report.html").contains("no evidence"))
    let summary = try #require(
      JSONSerialization.jsonObject(with: Data(scratch.text("e/summary.json").utf8)) as? [String: Any])
    let controls = summary["controls"] as? [[String: Any]]
    #expect(controls?.first?["are_equal"] as? Bool == true, "ratios are 1: one objective for all")

    // A run that is lost is done again, with the same bits; the other is not.
    let other = scratch.text("e/runs/control-cispo/101/metrics.jsonl")
    try FileManager.default.removeItem(atPath: scratch.file("e/runs/control-gppo"))
    let second = try Command.run(words, in: scratch.path)
    #expect(second.status == 0 && second.errors.contains("1 of 2 runs are done"), "\(second.errors)")
    #expect(scratch.text("e/runs/control-cispo/101/metrics.jsonl") == other)
    func learned(_ text: String) throws -> [RunRow] {
      RunCurve(rows: try text.split(separator: "\n").map { try ExperimentJSON.read(Data($0.utf8), as: RunRow.self) })
        .learned
    }
    #expect(try learned(scratch.text("e/runs/control-gppo/101/metrics.jsonl")) == learned(metrics))

    let refused = try Command.run(words + ["--seeds", "3"], in: scratch.path)
    #expect(refused.status == 2 && refused.errors.contains("e/plan.json is another plan"), "\(refused.errors)")
  }

  @Test(arguments: [
    (["--seeds", "1"], "--seeds is between 2 and 40, not 1"), (["--jobs", "0"], "--jobs is between 1 and 256, not 0"),
    (["--quick", "--hours", "2"], "--quick has a plan of its own"), (["--plan", "p", "--quick"], "--plan says all"),
    (["--plan", "nowhere.json"], "nowhere.json: cannot be read"),
    (["--report-only", "--out", "none"], "none/plan.json: is not there, so there is nothing to report"),
    (["--hours", "0"], "--hours is above 0"), (["--seed", "3"], "did you mean \"--seeds\"?"),
  ]) func whatCannotBeDoneIsNamed(_ options: [String], _ words: String) throws {
    let scratch = try Scratch()
    let result = try Command.run(["experiment", "clipping"] + options, in: scratch.path)
    #expect(result.status == 2 && result.errors.contains(words), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("out")))
  }
}
