import Datasets
import Experiments
import Foundation
import Rewards
import Sandbox
import Tasks
import Trainer
import TrainingRuns

/// What all runs of the clipping experiment share on this machine: tasks, the first model, a sandbox and verdicts. Made
/// once, kept in `cache/`.
struct ClippingLab: Sendable {
  let folder: ExperimentFolder
  let jobs: Int
  let isStopping: @Sendable () -> Bool
  private let sandbox: Sandbox
  private let problems: RewardProblems
  private let judges: (all: CodeJudge, untilFailure: CodeJudge)
  let cache: VerdictCache

  private var tasks: String { "\(folder.cache)/tasks" }
  private var files: ClippingPlan.Files {
    ClippingPlan.Files(
      model: "\(folder.cache)/model/final", prompts: "\(tasks)/rl-train.jsonl", heldOut: "\(tasks)/rl-heldout.jsonl",
      problems: "\(tasks)/problems.jsonl")
  }

  /// Makes what is not there yet.
  ///
  /// - Throws: ``ExitStatus`` where it was stopped; typed errors.
  init(
    _ folder: ExperimentFolder, settings: ClippingPlan.Settings, jobs: Int, isolation: SandboxOpening.Isolation,
    interrupt: Interrupt
  ) async throws {
    self.folder = folder
    self.jobs = jobs
    isStopping = { interrupt.happened }
    try Self.makeTasks(settings, folder: "\(folder.cache)/tasks")
    try await Self.makeModel(settings, in: folder.cache, interrupt)
    problems = try RewardProblems(
      files: ["\(folder.cache)/tasks/problems.jsonl"],
      prompts: ["\(folder.cache)/tasks/rl-train.jsonl", "\(folder.cache)/tasks/rl-heldout.jsonl"])
    cache = VerdictCache(file: "\(folder.cache)/verdicts.jsonl")
    let tools = ToolSet(environment: ProcessEnvironment.variables)
    sandbox = try SandboxOpening.open(roots: tools.roots, isolation: isolation)
    let usable = tools.usable(with: sandbox.layers)
    let cores = max(1, ProcessorCount.online)
    let (box, rule) = (sandbox, RunRewards.codeRule(.soft, preset: .klearPaper))
    func judge(_ rule: ScoringRule) -> CodeJudge {
      CodeJudge(
        runner: box, tools: usable,
        options: JudgeOptions(rule: rule, jobs: max(1, cores / max(1, jobs)), sharesProcess: true))
    }
    judges = (judge(rule), judge(ScoringRule(kind: .hard, range: .zeroToOne, stopsAtFirstFailure: true)))
    try await judges.all.warm([])
  }

  func close() async {
    cache.write()
    await sandbox.close()
  }

  private static func makeTasks(_ settings: ClippingPlan.Settings, folder: String) throws {
    let manager = FileManager.default
    if manager.fileExists(atPath: "\(folder)/manifest.json") { return }
    var task = TaskSettings()
    task.seed = settings.baseSeed
    task.kind = .code
    task.train = settings.solvedTasks
    task.practice = settings.prompts
    task.heldout = settings.problems
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let files = try TaskSet(task).files
    // The manifest last: with it the folder is whole.
    for file in files.sorted(by: { $1.name == "manifest.json" && $0.name != "manifest.json" }) {
      try Data(file.text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file.name)"), options: .atomic)
    }
  }

  private static func makeModel(
    _ settings: ClippingPlan.Settings, in cache: String, _ interrupt: Interrupt
  ) async throws {
    let folder = "\(cache)/model"
    // The report is written behind the model.
    if FileManager.default.fileExists(atPath: "\(folder)/report.html") { return }
    StandardError.say("the first model learns to write programs: \(settings.sftSteps) updates")
    let configuration = try ClippingPlan.firstModel(settings, tasks: "\(cache)/tasks", folder: folder)
    try? FileManager.default.removeItem(atPath: folder)
    let outcome = try await OwnThread.run {
      let surroundings = RunSurroundings(say: { _ in }, isStopping: { interrupt.happened })
      return try SFTRun(configuration, resuming: false, surroundings: surroundings).run()
    }
    guard case .finished = outcome else {
      try? FileManager.default.removeItem(atPath: folder)
      throw ExitStatus.interrupted
    }
  }

  // MARK: Runs

  /// - Parameter isMeasured: calibration looks at training alone.
  /// - Returns: `nil` where it was stopped.
  func run(
    _ plan: ClippingPlan, _ cell: ClippingPlan.Cell, rate: Double, seed: UInt64, isMeasured: Bool = true
  ) async throws -> CellRun.Outcome? {
    let settings = plan.settings
    let configuration = try plan.configuration(
      of: cell, rate: rate, seed: seed, files: files, folder: "\(folder.cache)/work/\(cell.name)-\(seed)")
    var measures: [Int: Int] = [:]
    for step in settings.measuredSteps where isMeasured {
      let isEnd = settings.isInLastQuarter(step)
      if isEnd || !cell.measuresEndOnly { measures[step] = isEnd ? settings.samples : settings.earlySamples }
    }
    let rewards = CachedReward(
      problems: problems, all: judges.all, untilFailure: judges.untilFailure, cache: cache,
      isHard: cell.reward == "hard")
    return try await CellRun(
      configuration: configuration, rewards: rewards, measures: measures, heldOut: files.heldOut,
      problems: settings.problems, expectedModel: settings.model.isEmpty ? nil : settings.model, isStopping: isStopping
    ).run()
  }
}
