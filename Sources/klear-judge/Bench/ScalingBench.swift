import Rewards
import Sandbox

/// How judging grows with the runs under way at once, where programs take 5 ms of waiting and no processor: a machine
/// of many cores, as far as one of few can show it. Once with runs that only wait, which leaves what the judge itself
/// does; once in the real sandbox. Where throughput stops to grow while processors idle, something else is in the way.
struct ScalingBench {
  let tests: Int
  private static let programSeconds = 0.005
  private static let workers = [1, 2, 4, 8, 16, 32, 64]
  private static let testsOfEach = 16

  func measure(into table: inout BenchTable) async throws {
    Machine.adoptOrphans()
    let tools = ToolSet(only: ["python3", "c"], environment: ProcessEnvironment.variables)
    guard tools.languages["c"] != nil else {
      throw BenchFault(contender: "set-up", message: "\(tools.missing["c"]?.description ?? "no C compiler")")
    }
    guard tools.languages["python3"] != nil else {
      throw BenchFault(contender: "set-up", message: "\(tools.missing["python3"]?.description ?? "no python3")")
    }
    try await measure("judge alone", takes: "the judge takes", into: &table) { jobs in
      try await run(CodeJudge(runner: WaitingRunner(), tools: tools, options: options(jobs)), jobs, "python3", "1")
    }
    let sandbox = try SandboxOpening.open(roots: tools.roots, isolation: .available)
    do {
      try await measure("in the sandbox", takes: "judge and sandbox take", into: &table) { jobs in
        try await run(CodeJudge(runner: sandbox, tools: tools, options: options(jobs)), jobs, "c", Self.source)
      }
    } catch {
      await sandbox.close()
      throw error
    }
    await sandbox.close()
  }

  private func options(_ jobs: Int) -> JudgeOptions { JudgeOptions(jobs: jobs, sharesVerdicts: false, warm: false) }

  private func measure(
    _ name: String, takes: String, into table: inout BenchTable, _ work: (Int) async throws -> Void
  ) async throws {
    var rates: [(workers: Int, rate: Double, busy: Double)] = []
    for workers in Self.workers {
      let before = Machine.machineSeconds
      let wall = try await ContinuousClock.seconds { try await work(workers) }
      let busy = (Machine.machineSeconds - before) / wall
      rates.append((workers, Double(tests) / wall, busy))
      table.add(
        BenchRow(
          name: "\(name), \(workers) at once", unit: "tests/s", ours: Double(tests) / wall,
          peer: Double(workers) / Self.programSeconds, peerName: "if nothing took time but the programs", count: tests))
      table.add(
        BenchRow(name: "\(name), \(workers) at once, busy", unit: "cores", ours: busy, peerName: "", count: tests))
    }
    table.add(chart: Self.chart(name, rates, takes: takes))
  }

  private static func chart(
    _ name: String, _ rates: [(workers: Int, rate: Double, busy: Double)], takes: String
  ) -> String {
    let best = rates.map(\.rate).max() ?? 1
    var lines = ["\(name), tests/s by runs at once"]
    for (workers, rate, busy) in rates {
      let bar = String(repeating: "█", count: Int((rate / best * 40).rounded()))
      let label = String(workers) + String(repeating: " ", count: max(1, 4 - String(workers).count))
      lines.append("  \(label)\(bar) \(BenchTable.number(rate)), \(BenchTable.number(busy)) cores busy")
    }
    let cores = Double(Machine.processorCount)
    // Beside what one alone takes, which is no limit.
    let alone = rates.first?.rate ?? 1
    let limit = rates.first { $0.rate < 0.7 * Double($0.workers) * alone }
    switch limit {
    case nil: lines.append("  nothing is in the way up to 64 at once")
    case let found? where found.busy > 0.85 * cores:
      lines.append(
        "  first in the way: processors, at \(found.workers) at once; \(takes) "
          + "\(BenchTable.number(found.busy / found.rate * 1000)) ms of them a test")
    case let found?:
      lines.append(
        "  first in the way: waiting, at \(found.workers) at once, with \(BenchTable.number(cores - found.busy)) of "
          + "\(BenchTable.number(cores)) cores idle")
    }
    return lines.joined(separator: "\n")
  }

  private static let source = """
    #include <stdio.h>
    #include <time.h>
    int main(void) {
      struct timespec pause = {0, 5000000};
      nanosleep(&pause, 0);
      puts("1");
    }
    """

  private func run(_ judge: CodeJudge, _ jobs: Int, _ language: String, _ source: String) async throws {
    let test = TestCase(input: TestData("1\n"), output: TestData("1\n"))
    let problem = Problem(
      id: "scaling", kind: .stdio, tests: [TestCase](repeating: test, count: Self.testsOfEach))
    let submission = Submission(id: "scaling", problemID: problem.id, language: language, body: .source(source))
    try await eachInParallel(Array(0..<max(1, tests / Self.testsOfEach)), atOnce: max(2, jobs / 4)) { _ in
      let result = await judge.judge(submission, of: problem)
      guard result.verdict == .accepted else {
        throw BenchFault(contender: "ours", message: "\(result.verdict.rawValue): \(result.message ?? "")")
      }
    }
  }
}

/// Runs nothing: every program takes 5 ms and is right.
private struct WaitingRunner: Runner {
  func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
    try? await Task.sleep(for: .milliseconds(5))
    return RunReport(
      ending: .exited(code: 0), stopCause: nil, cpuTime: .milliseconds(1), wallTime: .milliseconds(5),
      peakMemoryBytes: 1 << 20, output: Array("1\n".utf8))
  }
}
