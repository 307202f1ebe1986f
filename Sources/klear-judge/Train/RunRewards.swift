import Datasets
import Rewards
import Sandbox
import Trainer
import TrainingRuns

/// Rewards as the `reward` section of a run says; a sandbox is opened only where programs are to be judged.
struct RunRewards {
  private let configuration: RunConfiguration
  private let problems: RewardProblems?
  /// `nil` where this process judges.
  private let server: HTTPReward?
  private let isolation: SandboxOpening.Isolation
  private let ledger: TrainLedger?

  /// - Parameter prompts: the files whose rows are answered.
  /// - Throws: `DatasetError` for a file of problems; ``RewardSetupError``.
  init(
    _ configuration: RunConfiguration, prompts: [String], isolation: SandboxOpening.Isolation,
    ledger: TrainLedger? = nil
  ) throws {
    self.ledger = ledger
    self.configuration = configuration
    self.isolation = isolation
    if configuration.reward.kind == .http {
      guard configuration.reward.format == .none else {
        throw RewardSetupError("reward.format: the reward server looks at the form: leave it out with kind http")
      }
      guard ledger == nil else {
        throw RewardSetupError("--ledger: with reward.kind http the reward server keeps the ledger: leave it out")
      }
      server = try HTTPReward(configuration.reward, prompts: prompts)
      problems = nil
      return
    }
    server = nil
    let problems = try RewardProblems(files: configuration.data.problems, prompts: prompts)
    self.problems = problems
    if configuration.reward.kind == .math, problems.kinds != [.math] {
      throw RewardSetupError(
        "reward.kind: math compares answers, and there are problems that want programs: use judge, which does both")
    }
  }

  /// Hands the rewards to `body`, and closes what was opened.
  func use(_ body: (any RewardFunction) async throws -> ExitStatus) async throws -> ExitStatus {
    if let server { return try await body(server) }
    guard let problems else { return .badInput }
    let settings = configuration.reward
    let math = MathJudge(options: JudgeOptions(rule: ScoringRule(kind: .hard, range: .minusOneToOne), jobs: 1))
    guard problems.kinds != [.math] else {
      return try await body(
        JudgeReward(problems: problems, code: nil, math: math, format: settings.format, ledger: ledger))
    }
    let tools = ToolSet(environment: ProcessEnvironment.variables)
    let sandbox = try SandboxOpening.open(roots: tools.roots, isolation: isolation)
    do {
      let judges = try await codeJudges(sandbox, tools.usable(with: sandbox.layers))
      let status = try await body(
        JudgeReward(problems: problems, code: judges, math: math, format: settings.format, ledger: ledger))
      await sandbox.close()
      return status
    } catch {
      await sandbox.close()
      throw error
    }
  }

  /// A quarter of the cores while the model writes, and all of them when it waits for verdicts.
  private func codeJudges(_ sandbox: Sandbox, _ tools: ToolSet) async throws -> JudgeReward.CodeJudges {
    let rule = Self.codeRule(configuration.reward.mode, preset: configuration.rl.preset)
    let cores = ProcessorCount.online
    let all = CodeJudge(runner: sandbox, tools: tools, options: JudgeOptions(rule: rule, jobs: cores))
    let few = max(1, cores / 4)
    let some =
      few == cores ? all : CodeJudge(runner: sandbox, tools: tools, options: JudgeOptions(rule: rule, jobs: few))
    try await all.warm([])
    try await some.warm([])
    return JudgeReward.CodeJudges(whileWriting: some, afterwards: all)
  }

  /// The paper pays the share of tests passed, the released code 2 · share − 1; all or nothing is 1 or −1 in both.
  static func codeRule(_ mode: RewardSettings.Mode, preset: RLSettings.Preset) -> ScoringRule {
    switch (mode, preset) {
    case (.hard, _): ScoringRule(kind: .hard, range: .minusOneToOne, stopsAtFirstFailure: true)
    case (.soft, .klearPaper): ScoringRule(kind: .soft, range: .zeroToOne)
    case (.soft, .klearReleased): ScoringRule(kind: .soft, range: .minusOneToOne)
    }
  }
}

struct RewardSetupError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Problems by what a prompt says of them: an id in `data.problems`, or the prompt's own row (verl).
struct RewardProblems: Sendable {
  private let named: [ProblemStore]
  /// By the number of the prompts' file.
  private let own: [Int: ProblemStore]
  let kinds: Set<ProblemKind>

  init(files: [String], prompts: [String]) throws {
    named = try files.map { try ProblemStore(path: $0, format: .native) }
    // Without problems of their own, rows have to bring them.
    own = files.isEmpty ? try RewardProblems.own(prompts) : [:]
    kinds = (named + own.values).reduce(into: []) { $0.formUnion($1.kinds) }
  }

  private static func own(_ prompts: [String]) throws -> [Int: ProblemStore] {
    do {
      return try Dictionary(
        uniqueKeysWithValues: prompts.enumerated().map { ($0, try ProblemStore(path: $1, format: .verl)) })
    } catch let error as DatasetError where error.code == .missingField {
      throw RewardSetupError("\(error); name the files of problems in data.problems, or give verl rows")
    }
  }

  /// - Throws: ``PromptError`` for an id that nobody knows.
  func problem(_ prompt: PromptRecord) throws -> Problem {
    if let id = prompt.problemID, !named.isEmpty {
      for store in named {
        if let problem = try store.problem(id: id) { return problem }
      }
      throw PromptError(prompt.place, "problem_id: there is no problem \"\(id)\" in data.problems")
    }
    guard let store = own[prompt.file], store.ids.indices.contains(prompt.row),
      let problem = try store.problem(id: store.ids[prompt.row])
    else { throw PromptError(prompt.place, "has no problem: name the files of problems in data.problems") }
    return problem
  }
}
