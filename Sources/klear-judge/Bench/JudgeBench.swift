import Rewards
import Sandbox

/// Judged Python tests a second and CPU time a test: ours, warm and cold, the same interpreter started plainly,
/// bubblewrap, and LiveCodeBench's harness, on the same programs with as many at once.
struct JudgeBench {
  let programs: BenchPrograms
  let rounds: Int
  let jobs: Int
  let contenders: JudgeContenders

  init(
    programs: BenchPrograms, rounds: Int, jobs: Int, peerPython: String?, servers: [ServerPeer],
    leftOut: [IsolationLayer]
  ) throws {
    self.programs = programs
    self.rounds = rounds
    self.jobs = jobs
    contenders = try JudgeContenders(jobs: jobs, peerPython: peerPython, servers: servers, leftOut: leftOut)
  }

  func measure(into table: inout BenchTable) async throws {
    Machine.adoptOrphans()
    if !programs.stdio.isEmpty {
      let peers: [JudgeContenders.Peer] = [
        .plain, .plainWithImports, .bubblewrap, .liveCodeBench, .codeJudge, .sandboxFusion, .cold,
      ]
      try await measure("stdio", programs.stdio, .warm, peers: peers, into: &table)
    }
    if !programs.call.isEmpty {
      try await measure("call", programs.call, .warm, peers: [.liveCodeBench, .cold], into: &table)
      try await measure(
        "call, --share-process", programs.call, .sharedProcess, peers: [.liveCodeBench], into: &table)
    }
    if let pair = programs.stdio.first { try await measureOverhead(pair, into: &table) }
  }

  /// One test after another: what each costs beyond the program's own CPU time.
  private func measureOverhead(_ pair: BenchPrograms.Pair, into table: inout BenchTable) async throws {
    let count = 100 * rounds
    let (ours, warmSplit) = try await contenders.overheads(of: pair, .warm, count: count)
    let (cold, coldSplit) = try await contenders.overheads(of: pair, .cold, count: count)
    table.add(
      BenchRow(
        name: "one test beyond its own CPU time, median", unit: "ms", ours: ours.median * 1000,
        peer: cold.median * 1000, peerName: JudgeContenders.Peer.cold.rawValue, count: count))
    for (warm, cold) in zip(warmSplit.stages, coldSplit.stages) {
      table.add(
        BenchRow(
          name: "one test, \(warm.name)", unit: "ms", ours: warm.seconds * 1000, peer: cold.seconds * 1000,
          peerName: JudgeContenders.Peer.cold.rawValue, count: count))
    }
    table.add(chart: warmSplit.chart(title: "one test, warm, on an idle judge"))
    table.add(chart: coldSplit.chart(title: "one test, cold, on an idle judge"))
  }

  /// What one contender took for all tests of the set, in seconds.
  struct Cost: Sendable {
    var wall: Double
    var processor: Double
  }

  private func measure(
    _ kind: String, _ pairs: [BenchPrograms.Pair], _ way: JudgeContenders.Way, peers: [JudgeContenders.Peer],
    into table: inout BenchTable
  ) async throws {
    let tests = pairs.reduce(0) { $0 + $1.problem.total }
    var ours: [Cost] = []
    var others: [JudgeContenders.Peer: [Cost]] = [:]
    for _ in 0..<rounds {
      ours.append(try await contenders.ours(pairs, way))
      for peer in peers where contenders.missing(peer) == nil {
        others[peer, default: []].append(try await contenders.cost(of: peer, pairs))
      }
    }
    for peer in peers {
      let costs = others[peer]
      func row(_ name: String, _ unit: String, _ figure: (Cost) -> Double) {
        table.add(
          BenchRow(
            name: "\(kind) tests, \(name), \(jobs) at once", unit: unit, ours: ours.map(figure).median,
            peer: costs?.map(figure).median, peerName: peer.rawValue, missing: contenders.missing(peer), count: tests))
      }
      row("rate", "tests/s") { Double(tests) / $0.wall }
      row("CPU a test", "ms") { $0.processor / Double(tests) * 1000 }
    }
  }
}
