import Foundation

/// Speeds of ours and of torch, in pairs that take turns.
///
/// A pair during which anything else used over a tenth of a core is measured again, some times; what is left of it is
/// said.
struct PairedBench {
  static let defaultPairs = 5
  private static let mostTries = 4
  private static let mostForeignCores = 0.1

  let name: String
  let pairs: Int
  /// `nil` where there is no peer to measure.
  let peerPython: String?

  struct Timed: Sendable {
    var tokensPerSecond: Double
    /// Of our threads' time.
    var productShare: Double?
    /// Cores that other processes used meanwhile.
    var foreignCores: Double
  }

  /// - Parameter peer: its interpreter.
  func measure(
    into table: inout BenchTable, ours: () async throws -> Timed, peer: (String) async throws -> Timed
  ) async throws {
    var ratios: [Double] = []
    var (own, theirs): ([Timed], [Timed]) = ([], [])
    var foreign = 0.0
    for _ in 0..<pairs {
      func pair() async throws -> (Timed, Timed?) {
        let first = try await ours()
        guard let peerPython else { return (first, nil) }
        return (first, try await peer(peerPython))
      }
      var (first, second) = try await pair()
      for _ in 1..<Self.mostTries where max(first.foreignCores, second?.foreignCores ?? 0) > Self.mostForeignCores {
        (first, second) = try await pair()
      }
      foreign = max(foreign, first.foreignCores, second?.foreignCores ?? 0)
      own.append(first)
      guard let second else { continue }
      theirs.append(second)
      ratios.append(first.tokensPerSecond / second.tokensPerSecond)
    }
    func add(_ what: String, _ unit: String, _ ours: Double, peer: Double? = nil, missing: String? = nil) {
      table.add(
        BenchRow(
          name: name + what, unit: unit, ours: ours, peer: peer,
          peerName: peer != nil || missing != nil ? "torch" : "", missing: missing, count: own.count))
    }
    let missing = peerPython == nil ? "pass --peer-python with torch and transformers to measure it" : nil
    add(
      "", "tokens/s", own.map(\.tokensPerSecond).median,
      peer: theirs.isEmpty ? nil : theirs.map(\.tokensPerSecond).median, missing: missing)
    if !ratios.isEmpty { add(", median of ratios", "times", ratios.median, peer: 1) }
    let shares = own.compactMap(\.productShare)
    if !shares.isEmpty { add(", outside products", "%", 100 * (1 - shares.median)) }
    add(", used by others", "cores", foreign)
  }

  /// Runs a script of a peer.
  ///
  /// - Returns: the seconds of its rounds, as it prints them, and what others used.
  /// - Throws: ``BenchFault``.
  static func run(
    _ script: [UInt8], _ words: [String], python: String
  ) async throws -> (seconds: [Double], foreignCores: Double) {
    // The variables that slow a current torch down are for our OpenBLAS alone.
    let variables = ProcessEnvironment.variables.filter { !$0.key.hasPrefix("OPENBLAS") }
    let meter = ForeignCores()
    let child = ChildCommand(
      words: [python, "-c", String(decoding: script, as: UTF8.self)] + words,
      environment: variables.map { "\($0.key)=\($0.value)" }, folder: nil)
    let ending = await child.run(input: [])
    let seconds = ending.map {
      String(decoding: $0.output, as: UTF8.self).split(separator: "\n").compactMap { Double($0) }
    }
    guard let ending, ending.succeeded, let seconds, !seconds.isEmpty else {
      throw BenchFault(
        contender: "torch", message: "\(python) cannot run it; try: \(python) -c 'import torch, transformers'")
    }
    return (seconds, meter.used)
  }
}

/// Handed from thread to thread, never used by two at once.
struct UncheckedBox<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}

/// How many cores others use: all busy time of the machine less that of this process and the children it waited for.
struct ForeignCores {
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
