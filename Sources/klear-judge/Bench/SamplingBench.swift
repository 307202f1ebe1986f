import Trainer

/// Rollouts, ours beside those of transformers' `generate`: a single one, and 32 side by side.
///
/// First it is shown that ours are the same tokens, whatever the batch may be.
struct SamplingBench {
  let pairs: Int
  let threads: Int
  let peerPython: String?

  func measure(into table: inout BenchTable) async throws {
    for size in TrainingBenchmark.Size.allCases {
      let bench = SamplingBenchmark(size, threads: threads)
      try await Self.requireSameTokens(bench, size)
      for rollouts in [32, 1] { try await measure(size, bench, rollouts: rollouts, into: &table) }
    }
  }

  private static func requireSameTokens(_ bench: SamplingBenchmark, _ size: TrainingBenchmark.Size) async throws {
    let agree = try await OwnThread.run {
      let alone = try bench.run(rollouts: 32, rows: 1).ids
      return try [3, 32].allSatisfy { try bench.run(rollouts: 32, rows: $0).ids == alone }
    }
    guard agree else {
      throw BenchFault(contender: "ours", message: "rollouts of \(size.rawValue) hang on the batch")
    }
  }

  private func measure(
    _ size: TrainingBenchmark.Size, _ bench: SamplingBenchmark, rollouts: Int, into table: inout BenchTable
  ) async throws {
    let tokens = Double(rollouts * SamplingBenchmark.newTokens)
    let rounds = Self.rounds(size, rollouts)
    let paired = PairedBench(
      name: "sampling \(size.rawValue), \(rollouts) at once, \(threads) threads", pairs: pairs, peerPython: peerPython)
    try await paired.measure(into: &table) {
      try await OwnThread.run {
        _ = try bench.run(rollouts: rollouts, rows: rollouts)
        let meter = ForeignCores()
        let seconds = try (0..<rounds).map { _ in try bench.run(rollouts: rollouts, rows: rollouts).seconds }
        return PairedBench.Timed(tokensPerSecond: tokens / seconds.median, foreignCores: meter.used)
      }
    } peer: { python in
      let words = [size.rawValue, String(threads), String(rollouts), "3"]
      let found = try await PairedBench.run(PackageResources.sampling_peer_py, words, python: python)
      return PairedBench.Timed(tokensPerSecond: tokens / found.seconds.median, foreignCores: found.foreignCores)
    }
  }

  /// About a second of each.
  private static func rounds(_ size: TrainingBenchmark.Size, _ rollouts: Int) -> Int {
    switch (size, rollouts) {
    case (.small, 1): 31
    case (.small, _): 5
    case (.large, _): 3
    }
  }
}
