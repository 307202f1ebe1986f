import ArgumentParser
import Experiments
import Foundation
import Rewards
import Trainer
import TrainingRuns

struct ClippingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clipping",
    abstract: "The Klear paper's comparison of clipped objectives, small and whole.",
    discussion: """
      Compares GPPO, clip-higher (DAPO), CISPO and GRPO on programs that are judged in the sandbox, by held-out pass@1, \
      paired by seed; then soft and hard rewards, the group filter, and the likelihood of right answers. The folder gets \
      plan.json before the first run (regimes, rates, seeds, what was cut for time), runs/CELL/SEED/metrics.jsonl, \
      summary.json and report.html, which says what reproduces and what does not. cache/ holds tasks, the first model \
      and verdicts.

      The same command goes on where it was stopped, run by run, and does no run twice. Another plan needs another \
      folder. --quick takes minutes and is evidence of nothing.

      Exit codes: 0 done; 1 the negative control failed: curves that have to be equal are not; 2 bad usage, or a folder \
      with another plan; 3 runs are left out, since the judge failed on them; 130 interrupted.

      EXAMPLES
        klear-judge experiment clipping --quick --out out/quick
        klear-judge experiment clipping --out out/clipping --plan-only
        klear-judge experiment clipping --out out/clipping --jobs 2
        klear-judge experiment clipping --out out/again --plan docs/experiments/clipping/plan.json
      """)

  @Option(help: ArgumentHelp("The experiment's folder.", valueName: "folder"))
  var out = "out/clipping"

  @Option(help: ArgumentHelp("Seeds of the main cells; others have half as many (default: 20).", valueName: "n"))
  var seeds: Int?

  @Flag(help: "A few short runs, to see that all of it works. No evidence.")
  var quick = false

  @Option(help: ArgumentHelp("Time that the plan may take; cells are cut in it until it fits.", valueName: "h"))
  var hours: Double?

  @Option(help: ArgumentHelp("Runs side by side, each with one thread.", valueName: "n"))
  var jobs = 2

  @Option(help: ArgumentHelp("Do this plan instead of making one.", valueName: "file"))
  var plan: String?

  @Flag(help: "End when the plan is made and one run was timed.")
  var planOnly = false

  @Flag(help: "Write summary and report of the runs that are done, and do none.")
  var reportOnly = false

  @Option(help: ArgumentHelp("auto, plain: a line a run; none.", valueName: "how"))
  var progress: ProgressChoice = .auto

  @OptionGroup var judging: JudgingOptions

  func validate() throws {
    if let seeds, seeds < 2 || seeds > SignFlip.most {
      throw ValidationError("--seeds is between 2 and \(SignFlip.most), not \(seeds)")
    }
    if let hours, !(hours > 0 && hours <= 1000) {
      throw ValidationError("--hours is above 0 and at most 1000, not \(hours)")
    }
    if jobs < 1 || jobs > 256 { throw ValidationError("--jobs is between 1 and 256, not \(jobs)") }
    if quick, seeds != nil || hours != nil {
      throw ValidationError("--quick has a plan of its own: leave out --seeds and --hours")
    }
    if plan != nil, quick || seeds != nil || hours != nil {
      throw ValidationError("--plan says all: leave out --quick, --seeds and --hours")
    }
    if planOnly, reportOnly { throw ValidationError("give one of --plan-only and --report-only") }
  }

  func run() async throws {
    let status = await TrainErrors.catching { try await experiment() }
    if status != .done { throw status }
  }

  private func experiment() async throws -> ExitStatus {
    let folder = ExperimentFolder(out)
    let known = try knownPlan(folder)
    if reportOnly {
      guard let known else { throw ExperimentError("\(folder.plan): is not there, so there is nothing to report") }
      try folder.writeResults(known)
      return conclusion(folder, known)
    }
    let interrupt = Interrupt(notice: "interrupted; the same command goes on (again: end at once)")
    let lab = try await ClippingLab(
      folder, settings: known?.settings ?? settings, jobs: jobs, isolation: judging.requireIsolation,
      interrupt: interrupt)
    do {
      let status = try await run(lab, folder, known)
      await lab.close()
      return status
    } catch {
      await lab.close()
      throw error
    }
  }

  private func run(_ lab: ClippingLab, _ folder: ExperimentFolder, _ known: ClippingPlan?) async throws -> ExitStatus {
    let plan: ClippingPlan
    if let known {
      plan = known
    } else {
      let extent = PlanExtent(seeds: seeds ?? 20)
      plan = try await ClippingPlanning(
        lab: lab, settings: settings, extent: extent, hours: hours ?? 6, isQuick: quick
      ).plan()
      try plan.check()
    }
    try folder.replace(folder.plan, ExperimentJSON.text(plan))
    StandardError.say(
      "\(folder.plan): \(plan.budget.runs) runs of about \(Int(plan.budget.timedRunSeconds)) s, "
        + String(format: "%.1f", plan.budget.estimatedHours) + " hours"
        + (plan.budget.cuts.isEmpty ? "" : "; cut: " + plan.budget.cuts.joined(separator: "; ")))
    if planOnly { return .done }
    let shows = progress != .none
    let status = try await ClippingRuns(lab: lab, plan: plan, folder: folder, shows: shows).all()
    try folder.writeResults(plan)
    return max(status, conclusion(folder, plan)) == status ? status : conclusion(folder, plan)
  }

  /// The plan that the folder has or is given; `nil` where one has to be made.
  private func knownPlan(_ folder: ExperimentFolder) throws -> ClippingPlan? {
    let given = try self.plan.map { try ClippingPlan.read($0) }
    guard FileManager.default.fileExists(atPath: folder.plan) else { return given }
    let own = try ClippingPlan.read(folder.plan)
    func refused(_ what: String) -> ExperimentError {
      ExperimentError("\(folder.plan) is another plan (\(what)): give another --out, or leave the options out to go on")
    }
    if let given, given != own { throw refused("not that of --plan") }
    if quick, own.isEvidence { throw refused("not a quick one") }
    if seeds != nil || hours != nil, !own.isEvidence { throw refused("a quick one") }
    if let hours, hours != own.budget.hours { throw refused("of \(own.budget.hours) hours") }
    let most = own.cells.map(\.seeds.count).max() ?? 0
    if let seeds, seeds != most { throw refused("of \(most) seeds") }
    return own
  }

  private var settings: ClippingPlan.Settings { quick ? .quick : ClippingPlan.Settings() }

  private func conclusion(_ folder: ExperimentFolder, _ plan: ClippingPlan) -> ExitStatus {
    let summary = ClippingAnalysis(plan: plan, curves: folder.curves(plan)).summary
    StandardError.say(
      "\(summary.runsDone) of \(summary.runsPlanned) runs: \(folder.summary), and \(folder.report) to look at"
        + (plan.isEvidence ? "" : " (quick: no evidence)"))
    guard !summary.controls.contains(where: { $0.areEqual == false }) else {
      StandardError.say("the negative control failed: curves that have to be equal are not")
      return .answerIsNo
    }
    return .done
  }
}
