import Rewards
import Sandbox

/// Judged Python tests a second and CPU time a test: ours, the same interpreter started plainly, bubblewrap, and
/// LiveCodeBench's harness, on the same programs with as many at once.
struct JudgeBench {
  let programs: BenchPrograms
  let rounds: Int
  let jobs: Int
  let contenders: JudgeContenders

  init(programs: BenchPrograms, rounds: Int, jobs: Int, peerPython: String?, leftOut: [IsolationLayer]) throws {
    self.programs = programs
    self.rounds = rounds
    self.jobs = jobs
    contenders = try JudgeContenders(jobs: jobs, peerPython: peerPython, leftOut: leftOut)
  }

  func measure(into table: inout BenchTable) async throws {
    Machine.adoptOrphans()
    if !programs.stdio.isEmpty {
      try await measure("stdio", programs.stdio, peers: [.plain, .bubblewrap, .liveCodeBench], into: &table)
    }
    if !programs.call.isEmpty {
      try await measure("call", programs.call, peers: [.liveCodeBench], into: &table)
    }
  }

  /// What one contender took for all tests of the set, in seconds.
  struct Cost: Sendable {
    var wall: Double
    var processor: Double
  }

  private func measure(
    _ kind: String, _ pairs: [BenchPrograms.Pair], peers: [JudgeContenders.Peer], into table: inout BenchTable
  ) async throws {
    let tests = pairs.reduce(0) { $0 + $1.problem.total }
    var ours: [Cost] = []
    var others: [JudgeContenders.Peer: [Cost]] = [:]
    for _ in 0..<rounds {
      ours.append(try await contenders.ours(pairs))
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
