import Foundation
import Trainer

/// Training steps, ours beside torch's, in pairs that take turns.
///
/// A pair during which anything else used over a tenth of a core is measured again, some times; what is left of it is
/// said.
struct TrainBench {
  static let defaultPairs = 5
  private static let mostTries = 4
  private static let mostForeignCores = 0.1

  let pairs: Int
  let threads: Int
  let peerPython: String?

  func measure(into table: inout BenchTable) async throws {
    for size in TrainingBenchmark.Size.allCases { try await measure(size, into: &table) }
  }

  private struct Timed: Sendable {
    var tokensPerSecond: Double
    var productShare = 0.0
    /// Cores that other processes used meanwhile.
    var foreignCores: Double
  }

  private func measure(_ size: TrainingBenchmark.Size, into table: inout BenchTable) async throws {
    let (threads, peerPython) = (threads, peerPython)
    let bench = try await OwnThread.run { UncheckedBox(TrainingBenchmark(size, threads: threads)) }
    var ratios: [Double] = []
    var (ours, theirs): ([Timed], [Timed]) = ([], [])
    var foreign = 0.0
    for _ in 0..<pairs {
      var (first, second) = (try await Self.ours(size, bench), try await Self.torch(size, threads, peerPython))
      for _ in 1..<Self.mostTries where max(first.foreignCores, second?.foreignCores ?? 0) > Self.mostForeignCores {
        (first, second) = (try await Self.ours(size, bench), try await Self.torch(size, threads, peerPython))
      }
      foreign = max(foreign, first.foreignCores, second?.foreignCores ?? 0)
      ours.append(first)
      guard let second else { continue }
      theirs.append(second)
      ratios.append(first.tokensPerSecond / second.tokensPerSecond)
    }
    let missing = peerPython == nil ? "pass --peer-python with torch and transformers to measure it" : nil
    let name = "training \(size.rawValue), \(threads) threads"
    table.add(
      BenchRow(
        name: name, unit: "tokens/s", ours: Self.median(ours.map(\.tokensPerSecond)),
        peer: theirs.isEmpty ? nil : Self.median(theirs.map(\.tokensPerSecond)), peerName: "torch", missing: missing,
        count: ours.count))
    if !ratios.isEmpty {
      table.add(
        BenchRow(
          name: name + ", median of ratios", unit: "times", ours: Self.median(ratios), peer: 1,
          peerName: "torch", count: ratios.count))
    }
    table.add(
      BenchRow(
        name: name + ", outside products", unit: "%", ours: 100 * (1 - Self.median(ours.map(\.productShare))),
        peer: nil, peerName: "", count: ours.count))
    table.add(
      BenchRow(
        name: name + ", used by others", unit: "cores", ours: foreign, peer: nil, peerName: "",
        count: ours.count))
  }

  private static func steps(_ size: TrainingBenchmark.Size) -> Int { size == .small ? 9 : 3 }

  private static func ours(
    _ size: TrainingBenchmark.Size, _ bench: UncheckedBox<TrainingBenchmark>
  ) async throws -> Timed {
    try await OwnThread.run {
      _ = bench.value.step()
      let meter = ForeignCores()
      var (seconds, shares): ([Double], [Double]) = ([], [])
      for _ in 0..<steps(size) {
        let start = ProcessInfo.processInfo.systemUptime
        shares.append(bench.value.step())
        seconds.append(ProcessInfo.processInfo.systemUptime - start)
      }
      return Timed(
        tokensPerSecond: Double(bench.value.tokens) / median(seconds), productShare: median(shares),
        foreignCores: meter.used)
    }
  }

  private static func torch(
    _ size: TrainingBenchmark.Size, _ threads: Int, _ python: String?
  ) async throws -> Timed? {
    guard let python else { return nil }
    // The variables that slow a current torch down are for our OpenBLAS alone.
    let variables = ProcessEnvironment.variables.filter { !$0.key.hasPrefix("OPENBLAS") }
    let meter = ForeignCores()
    let child = ChildCommand(
      words: [
        python, "-c", String(decoding: PackageResources.train_peer_py, as: UTF8.self), size.rawValue, String(threads),
        String(steps(size)),
      ], environment: variables.map { "\($0.key)=\($0.value)" }, folder: nil)
    let ending = await child.run(input: [])
    let seconds = ending.map {
      String(decoding: $0.output, as: UTF8.self).split(separator: "\n").compactMap { Double($0) }
    }
    guard let ending, ending.succeeded, let seconds, !seconds.isEmpty else {
      throw BenchFault(
        contender: "torch", message: "\(python) cannot run it; try: \(python) -c 'import torch, transformers'")
    }
    let (sequences, length) = size.batch
    return Timed(tokensPerSecond: Double(sequences * length) / median(seconds), foreignCores: meter.used)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    return sorted.count % 2 == 1
      ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }
}

/// Handed from thread to thread, never used by two at once.
struct UncheckedBox<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}

/// How many cores others use: all busy time of the machine less that of this process and the children it waited for.
private struct ForeignCores {
  private let start = ProcessInfo.processInfo.systemUptime
  private let busy = ForeignCores.busySeconds
  private let own = Machine.processorSeconds

  var used: Double {
    let elapsed = ProcessInfo.processInfo.systemUptime - start
    return max(0, (ForeignCores.busySeconds - busy - (Machine.processorSeconds - own)) / elapsed)
  }

  /// user, nice, system, irq and softirq of all processors (proc_stat(5)), in hundredths of a second.
  private static var busySeconds: Double {
    let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
    let fields = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard fields.count > 6 else { return 0 }
    return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / 100
  }
}
