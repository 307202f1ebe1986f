import Foundation
import Ledger
import Rewards
import Sandbox
import Synchronization
import Testing

@testable import RewardServer

/// The service without HTTP and without a sandbox.
@Suite struct ServiceTests {
  /// Answers every run at once, never, or with a fault.
  final class FakeRunner: Runner {
    enum Manner: Sendable {
      case prints(String)
      case never
      case sleeps
      case faults
    }

    let manner: Manner
    let runs = Atomic<Int>(0)

    init(_ manner: Manner) { self.manner = manner }

    func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
      runs.add(1, ordering: .relaxed)
      switch manner {
      case .prints(let text):
        return RunReport(
          ending: .exited(code: 0), stopCause: nil, cpuTime: .milliseconds(1), wallTime: .milliseconds(1),
          peakMemoryBytes: 1 << 20, outputByteCount: text.utf8.count, output: Array(text.utf8))
      case .faults: throw SandboxFault(.resources, "no processes left")
      case .sleeps:
        try? await Task.sleep(for: .seconds(1_000))
        throw SandboxFault(.cancelled, "")
      case .never:
        // Not even cancellation ends it.
        await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
        throw SandboxFault(.silent, "")
      }
    }
  }

  static func service(
    _ manner: FakeRunner.Manner, ledger: Ledger? = nil, jobs: Int = 2, queue: Int = 100, shares: Bool = true
  ) throws -> (RewardService, FakeRunner) {
    let runner = FakeRunner(manner)
    let tools = ToolSet(only: ["python3"], environment: ProcessInfo.processInfo.environment)
    let judge = CodeJudge(
      runner: runner, tools: tools, options: JudgeOptions(jobs: jobs, sharesVerdicts: false, warm: false))
    var settings = ServerSettings()
    settings.queueCapacity = queue
    settings.sharesVerdicts = shares
    let service = RewardService(
      judges: ServerJudges(code: judge), ledger: try ledger ?? Ledger.inMemory(), settings: settings,
      versions: LanguageVersions())
    return (service, runner)
  }

  static let problem = HashedProblem(
    Problem(id: "echo", kind: .stdio, tests: [TestCase(input: TestData("1\n"), output: TestData("1\n"))]))
  static let requester = Requester(client: "test", keyOwner: "test")

  static func item(_ id: String, _ source: String = "print(1)") -> GradeItem {
    GradeItem(
      submission: Submission(id: id, problemID: "echo", language: "python3", body: .source(source)),
      problem: problem, field: "submissions")
  }

  static let hasPython =
    ToolSet(only: ["python3"], environment: ProcessInfo.processInfo.environment)
    .languages["python3"] != nil

  static func rows(_ run: GradeRun) async -> [GradedRow] {
    var rows: [GradedRow] = []
    for await event in run.events { if case .row(let row) = event { rows.append(row) } }
    return rows.sorted { $0.index < $1.index }
  }

  @Test(.enabled(if: hasPython, "python3 is not installed")) func everyRowIsInTheLedger() async throws {
    let (service, _) = try Self.service(.prints("1\n"))
    let rows = await Self.rows(try service.grade([Self.item("a"), Self.item("b")], for: Self.requester, kind: nil))
    #expect(rows.map(\.result.verdict) == [.accepted, .accepted])
    for row in rows {
      let entry = try await service.ledger.entry(try #require(VerdictID(row.verdictID)))
      #expect(entry?.row == row.text)
      #expect(entry?.digests == Self.problem.digests)
    }
  }

  @Test(.enabled(if: hasPython, "python3 is not installed")) func twoRunsThatAgreeStandForTheThird() async throws {
    let (service, runner) = try Self.service(.prints("1\n"))
    for count in [1, 2, 2, 2] {
      let rows = await Self.rows(try service.grade([Self.item("s")], for: Self.requester, kind: nil))
      #expect(rows.first?.result.verdict == .accepted)
      #expect(runner.runs.load(ordering: .relaxed) == count)
    }
    #expect(try await service.ledger.latest(limit: 1).first?.copiedFrom != nil)
  }

  /// Equal submissions that come at the same time wait for the two that are judged.
  @Test(.enabled(if: hasPython, "python3 is not installed")) func equalsAtTheSameTimeAreJudgedTwice() async throws {
    let (service, runner) = try Self.service(.prints("1\n"), jobs: 4)
    let rows = await Self.rows(
      try service.grade((0..<32).map { Self.item("s\($0)") }, for: Self.requester, kind: nil))
    #expect(rows.count == 32)
    #expect(rows.map(\.result.submissionID) == (0..<32).map { "s\($0)" })
    #expect(rows.allSatisfy { $0.result.verdict == .accepted })
    #expect(runner.runs.load(ordering: .relaxed) == 2)
  }

  /// A fault of ours is never a number, and it is in the ledger as what it is.
  @Test(.enabled(if: hasPython, "python3 is not installed")) func faultsCarryNoReward() async throws {
    let (service, _) = try Self.service(.faults)
    for kind in [RewardKind.soft, .hard] {
      let rows = await Self.rows(try service.grade([Self.item("s")], for: Self.requester, kind: kind))
      let row = try #require(rows.first)
      #expect(row.result.verdict == .internalError)
      #expect(row.result.reward == nil)
      #expect(row.text.contains(#""reward":null"#))
    }
    #expect(try await service.ledger.latest(limit: 9).allSatisfy { !$0.mayBeShared })
  }

  @Test(.enabled(if: hasPython, "python3 is not installed")) func aFullQueueTakesNothing() async throws {
    let (service, _) = try Self.service(.never, jobs: 1, queue: 2)
    // Two of four are under way, for there are two places beside the one job.
    let first = try service.grade((0..<2).map { Self.item("a\($0)") }, for: Self.requester, kind: nil)
    let second = try service.grade((0..<2).map { Self.item("b\($0)") }, for: Self.requester, kind: nil)
    #expect {
      _ = try service.grade([Self.item("c")], for: Self.requester, kind: nil)
    } throws: { error in
      let error = error as? APIError
      return error?.code == .queueFull && (error?.retryAfter ?? 0) >= 1
    }
    second.cancel()
    _ = try await service.grade([Self.item("d")], for: Self.requester, kind: nil, waitingSeconds: 60)
    first.cancel()
  }

  /// A runner that never returns: the answer comes at the deadline all the same.
  @Test(.enabled(if: hasPython, "python3 is not installed")) func deadlinesHoldWhateverTheRunnerDoes() async throws {
    let (service, _) = try Self.service(.never)
    let run = try service.grade([Self.item("s")], for: Self.requester, kind: nil)
    let watch = RunWatch(run, service, presence: nil, deadline: ContinuousClock.now + .milliseconds(50))
    #expect(await Self.rows(run).isEmpty)
    #expect(watch.isExpired)
  }

  @Test(.enabled(if: hasPython, "python3 is not installed")) func drainingTakesNoWorkAndHandsBackWhatIsLeft()
    async throws
  {
    let (service, _) = try Self.service(.never)
    let run = try service.grade([Self.item("s")], for: Self.requester, kind: nil)
    let watch = RunWatch(run, service, presence: nil, deadline: ContinuousClock.now + .seconds(600))
    service.state.drain()
    #expect {
      _ = try service.grade([Self.item("t")], for: Self.requester, kind: nil)
    } throws: { ($0 as? APIError)?.code == .draining }
    service.state.endWork()
    #expect(await Self.rows(run).isEmpty)
    #expect(!watch.isExpired && !watch.clientIsGone)
    watch.end()
  }

  /// Rows that a request has got already are given again, and only the others are judged.
  @Test(.enabled(if: hasPython, "python3 is not installed")) func repeatedRequestsGetTheSameRows() async throws {
    let (service, runner) = try Self.service(.prints("1\n"), shares: false)
    let items = [Self.item("a"), Self.item("b")]
    let record = RequestRecord(request: "r", bodyHash: "b")
    func ask(_ rows: [Int: LedgerEntry]) async throws -> [GradedRow] {
      await Self.rows(
        try service.grade(
          items, for: Self.requester, kind: nil, known: KnownRequest(record: record, rows: rows)))
    }
    let first = try await ask([:])
    let known = try #require(try await service.ledger.request("r"))
    #expect(known.bodyHash == "b")
    let again = try await ask(known.rows)
    #expect(again.map(\.text) == first.map(\.text))
    #expect(runner.runs.load(ordering: .relaxed) == 2)
  }

  @Test func oneKeyIsOneRequestAtATime() async throws {
    let gate = IdempotencyGate()
    let first = try await gate.enter("k", bodyHash: "one")
    await #expect(throws: APIError.keyReused()) { _ = try await gate.enter("k", bodyHash: "two") }
    let second = Task { try await gate.enter("k", bodyHash: "one") }
    first.end()
    first.end()
    let turn = try await second.value
    await #expect(throws: APIError.keyReused()) { _ = try await gate.enter("k", bodyHash: "two") }
    turn.end()
    _ = try await gate.enter("k", bodyHash: "two")
  }

  /// A client of a drop-in route that would hang up and take that for a wrong answer is told to ask again before.
  @Test(.enabled(if: hasPython, "python3 is not installed")) func aProgramNotDoneInTimeIsAnError() async throws {
    let (service, runner) = try Self.service(.sleeps)
    let python = try #require(service.judges.code.tools.languages["python3"])
    let run = ProgramRun(
      source: "print(1)", language: python, input: [],
      limits: .peer(seconds: 10, memoryBytes: 1 << 28, language: python.language))
    let execution = ProgramExecution(service: service, client: "test", presence: nil)
    await #expect {
      _ = try await execution.run(run, within: 0.05)
    } throws: {
      ($0 as? APIError)?.code == .deadline && PeerErrors.status($0 as! APIError, path: "/run_code") == 504
    }
    #expect(runner.runs.load(ordering: .relaxed) <= 1)
  }
}
