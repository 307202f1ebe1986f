import Foundation
import Trainer

/// Training steps, ours beside torch's.
struct TrainBench {
  let pairs: Int
  let threads: Int
  let peerPython: String?

  func measure(into table: inout BenchTable) async throws {
    for size in TrainingBenchmark.Size.allCases { try await measure(size, into: &table) }
  }

  private func measure(_ size: TrainingBenchmark.Size, into table: inout BenchTable) async throws {
    let threads = threads
    let bench = try await OwnThread.run { UncheckedBox(TrainingBenchmark(size, threads: threads)) }
    let paired = PairedBench(
      name: "training \(size.rawValue), \(threads) threads", pairs: pairs, peerPython: peerPython)
    try await paired.measure(into: &table) {
      try await Self.ours(size, bench)
    } peer: { python in
      let words = [size.rawValue, String(threads), String(Self.steps(size))]
      let found = try await PairedBench.run(PackageResources.train_peer_py, words, python: python)
      let (sequences, length) = size.batch
      return PairedBench.Timed(
        tokensPerSecond: Double(sequences * length) / found.seconds.median, foreignCores: found.foreignCores)
    }
  }

  private static func steps(_ size: TrainingBenchmark.Size) -> Int { size == .small ? 9 : 3 }

  private static func ours(
    _ size: TrainingBenchmark.Size, _ bench: UncheckedBox<TrainingBenchmark>
  ) async throws -> PairedBench.Timed {
    try await OwnThread.run {
      _ = bench.value.step()
      let meter = ForeignCores()
      var (seconds, shares): ([Double], [Double]) = ([], [])
      for _ in 0..<steps(size) {
        let start = ProcessInfo.processInfo.systemUptime
        shares.append(bench.value.step())
        seconds.append(ProcessInfo.processInfo.systemUptime - start)
      }
      return PairedBench.Timed(
        tokensPerSecond: Double(bench.value.tokens) / seconds.median, productShare: shares.median,
        foreignCores: meter.used)
    }
  }
}
