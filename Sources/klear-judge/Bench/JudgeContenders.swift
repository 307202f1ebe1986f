import Glibc
import Rewards
import Sandbox

/// The ways to judge that are compared. Each judges every test of every program and must accept all.
struct JudgeContenders: Sendable {
  enum Peer: String, Sendable {
    case plain = "plain subprocess"
    case plainWithImports = "plain subprocess, LiveCodeBench's imports"
    case cold = "ours, --cold"
    case bubblewrap = "bubblewrap"
    case liveCodeBench = "LiveCodeBench"
    case codeJudge = "code-judge"
    case sandboxFusion = "SandboxFusion"
  }

  /// Our ways to start a program.
  enum Way: Sendable {
    case warm, cold, sharedProcess
  }

  private let jobs: Int
  private let leftOut: [IsolationLayer]
  private let tools: ToolSet
  private let python: ResolvedLanguage
  private let liveCodeBench: LiveCodeBenchPeer?
  private let whyNoLiveCodeBench: String?
  /// Servers that the user has started.
  private let servers: [ServerPeer]

  init(jobs: Int, peerPython: String?, servers: [ServerPeer], leftOut: [IsolationLayer]) throws {
    self.servers = servers
    self.jobs = jobs
    self.leftOut = leftOut
    tools = ToolSet(only: ["python3"], environment: ProcessEnvironment.variables)
    guard let python = tools.languages["python3"] else {
      throw BenchFault(contender: "set-up", message: "\(tools.missing["python3"]?.description ?? "no python3")")
    }
    self.python = python
    switch LiveCodeBenchPeer.find(peerPython) {
    case .success(let peer): (liveCodeBench, whyNoLiveCodeBench) = (peer, nil)
    case .failure(let why): (liveCodeBench, whyNoLiveCodeBench) = (nil, why.message)
    }
  }

  /// Why a peer takes no part.
  func missing(_ peer: Peer) -> String? {
    switch peer {
    case .plain, .plainWithImports, .cold: nil
    case .bubblewrap: Bubblewrap() == nil ? Bubblewrap.missing : nil
    case .liveCodeBench: whyNoLiveCodeBench
    case .codeJudge: server(.codeJudge) == nil ? "start its server and pass --code-judge" : nil
    case .sandboxFusion: server(.sandboxFusion) == nil ? "start its server and pass --sandbox-fusion" : nil
    }
  }

  func cost(of peer: Peer, _ pairs: [BenchPrograms.Pair]) async throws -> JudgeBench.Cost {
    switch peer {
    case .cold: try await ours(pairs, .cold)
    case .plain, .plainWithImports:
      try await started(pairs, peer) { words, environment, folder in
        ChildCommand(words: words, environment: environment, folder: folder)
      }
    case .bubblewrap:
      try await started(pairs, peer) { words, environment, folder in
        Bubblewrap()?.wrapping(words, environment: environment, folder: folder)
      }
    case .liveCodeBench: try await liveCodeBench?.cost(pairs, jobs: jobs) ?? JudgeBench.Cost(wall: 0, processor: 0)
    case .codeJudge: try await server(.codeJudge)?.cost(pairs, jobs: jobs) ?? JudgeBench.Cost(wall: 0, processor: 0)
    case .sandboxFusion:
      try await server(.sandboxFusion)?.cost(pairs, jobs: jobs) ?? JudgeBench.Cost(wall: 0, processor: 0)
    }
  }

  private func server(_ kind: ServerPeer.Kind) -> ServerPeer? { servers.first { $0.kind == kind } }

  // ---- ours

  /// Wall and CPU time are those of judging, without opening the sandbox, warming and closing.
  func ours(_ pairs: [BenchPrograms.Pair], _ way: Way) async throws -> JudgeBench.Cost {
    let cost = try await withJudge(way, jobs: jobs) { judge, _ in
      try await accept(Array(pairs.prefix(jobs)), judge)
      let before = Machine.treeSeconds
      let wall = try await ContinuousClock.seconds { try await accept(pairs, judge) }
      return JudgeBench.Cost(wall: wall, processor: Machine.treeSeconds - before)
    }
    Machine.reapOrphans()
    return cost
  }

  /// Seconds of judging alone; other children of this process may live meanwhile.
  func ourWall(_ pairs: [BenchPrograms.Pair]) async throws -> Double {
    try await withJudge(.warm, jobs: jobs) { judge, _ in
      try await accept(Array(pairs.prefix(jobs)), judge)
      return try await ContinuousClock.seconds { try await accept(pairs, judge) }
    }
  }

  func withJudge<Value>(
    _ way: Way, jobs: Int, _ work: (CodeJudge, RecordingRunner) async throws -> Value
  ) async throws -> Value {
    let sandbox = try SandboxOpening.open(
      roots: tools.roots, isolation: leftOut.isEmpty ? .available : .none, without: leftOut)
    let runner = RecordingRunner(sandbox)
    let options = JudgeOptions(
      jobs: jobs, sharesVerdicts: false, warm: way != .cold, sharesProcess: way == .sharedProcess)
    let judge = CodeJudge(runner: runner, tools: tools, options: options)
    do {
      try await judge.warm(["python3"])
      let value = try await work(judge, runner)
      await sandbox.close()
      return value
    } catch {
      await sandbox.close()
      throw error
    }
  }

  /// Seconds that one test after another took beyond the program's own CPU time, from asking to the verdict, and where
  /// they went.
  func overheads(
    of pair: BenchPrograms.Pair, _ way: Way, count: Int
  ) async throws -> (seconds: [Double], split: StageSplit) {
    var problem = pair.problem
    problem.tests = Array(problem.tests.prefix(1))
    let single = problem
    return try await withJudge(way, jobs: 1) { judge, runner in
      for _ in 0..<5 { _ = await judge.judge(pair.submission, of: single) }
      var (overheads, walls, moments): ([Double], [Double], [RunMoments]) = ([], [], [])
      for _ in 0..<count {
        _ = runner.take()
        var own = 0.0
        let wall = await ContinuousClock.seconds {
          own = await judge.judge(pair.submission, of: single).cpuTimeSeconds
        }
        overheads.append(wall - own)
        guard let run = runner.take().last else { continue }
        walls.append(wall)
        moments.append(run)
      }
      guard !moments.isEmpty else { throw BenchFault(contender: "ours", message: "no test was run") }
      return (overheads, StageSplit(walls: walls, moments: moments))
    }
  }

  /// As `grade` does it: some more submissions under way than runs.
  private func accept(_ pairs: [BenchPrograms.Pair], _ judge: CodeJudge) async throws {
    try await eachInParallel(pairs, atOnce: jobs * 2) { pair in
      let result = await judge.judge(pair.submission, of: pair.problem)
      guard result.verdict == .accepted else {
        throw BenchFault(
          contender: "ours", message: "\(pair.submission.id): \(result.verdict.rawValue), \(result.message ?? "")")
      }
    }
  }

  // ---- started by a command

  private func started(
    _ pairs: [BenchPrograms.Pair], _ peer: Peer,
    command: @escaping @Sendable (_ words: [String], _ environment: [String], _ folder: String) -> ChildCommand?
  ) async throws -> JudgeBench.Cost {
    let before = Machine.processorSeconds
    let wall = try await ContinuousClock.seconds {
      try await eachInParallel(pairs, atOnce: jobs) { pair in
        try await self.start(pair, peer, command)
      }
    }
    Machine.reapOrphans()
    return JudgeBench.Cost(wall: wall, processor: Machine.processorSeconds - before)
  }

  private func start(
    _ pair: BenchPrograms.Pair, _ peer: Peer,
    _ command: (_ words: [String], _ environment: [String], _ folder: String) -> ChildCommand?
  ) async throws {
    guard case .source(let source) = pair.submission.body else { return }
    let imports = peer == .plainWithImports ? Self.imports : ""
    let layout = ProgramLayout(language: python.language, source: imports + source)
    let folder = try ScratchFolder()
    for file in layout.files { try folder.add(file.name, file.contents) }
    // The same command line as ours; only the folder is another where nothing is mounted.
    let place = peer == .bubblewrap ? SandboxPaths.work : folder.path
    func placed(_ word: String) -> String { word.replacing(SandboxPaths.work, with: place) }
    let words = python.runCommand(layout, memoryBytes: pair.problem.memoryLimitBytes).map(placed)
    let environment = python.runEnvironment(memoryBytes: pair.problem.memoryLimitBytes).map {
      placed("\($0.key)=\($0.value)")
    }
    guard let child = command(words, environment, folder.path) else { return }
    for test in pair.problem.tests {
      guard case .bytes(let input) = test.input, case .bytes(let expected) = test.output else { continue }
      guard let ending = await child.run(input: input), ending.succeeded, Self.same(ending.output, expected) else {
        throw BenchFault(contender: peer.rawValue, message: "\(pair.submission.id) did not print what is expected")
      }
    }
  }

  /// What LiveCodeBench puts before each program (`lcb_runner/evaluation/testing_util.py`).
  private static let imports =
    ("string re datetime collections heapq bisect copy math random statistics itertools functools operator io sys"
    + " json builtins typing").split(separator: " ").map { "from \($0) import *\n" }.joined()
    + ("string re datetime collections heapq bisect copy math random statistics itertools functools operator io sys"
    + " json").split(separator: " ").map { "import \($0)\n" }.joined() + "sys.setrecursionlimit(50000)\n"

  private static func same(_ output: [UInt8], _ expected: [UInt8]) -> Bool {
    func words(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split { $0 <= 32 } }
    return words(output) == words(expected)
  }
}

/// Runs `work` for each element, at most `atOnce` at a time; the first error ends all.
func eachInParallel<Element: Sendable>(
  _ elements: [Element], atOnce: Int, _ work: @escaping @Sendable (Element) async throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    for (index, element) in elements.enumerated() {
      if index >= atOnce { try await group.next() }
      group.addTask { try await work(element) }
    }
    try await group.waitForAll()
  }
}
