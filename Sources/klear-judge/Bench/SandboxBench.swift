import Glibc
import Rewards
import Sandbox

/// What a sandboxed run of a static program costs beside a plain fork and exec of it, one after another on one core.
struct SandboxBench {
  let runs: Int
  let leftOut: [IsolationLayer]
  private let limits = Limits(cpu: .seconds(2), memoryBytes: 256 << 20)

  func measure(into table: inout BenchTable) async throws {
    guard Machine.useOneProcessor() else {
      throw BenchFault(contender: "set-up", message: "this process cannot be bound to one processor")
    }
    Machine.adoptOrphans()
    let folder = try ScratchFolder()
    let binary = try await compile(in: folder)
    let plain = ChildCommand(
      words: ["\(folder.path)/program"], environment: RunSpecification.plainEnvironment, folder: folder.path)
    let wrapped = Bubblewrap()?.wrapping(
      ["/box/work/program"], environment: RunSpecification.plainEnvironment, folder: folder.path)
    let figures = try await walls(binary, plain, wrapped)
    let costs = try await processorTimes(binary, plain, wrapped)
    add(figures, costs, to: &table)
  }

  private func compile(in folder: ScratchFolder) async throws -> SealedBytes {
    try folder.add("program.c", Array("int main(void) { return 0; }\n".utf8))
    try folder.add("program", [])
    let compiler = ChildCommand(
      words: ["/usr/bin/gcc", "-O2", "-static", "-o", "program", "program.c"],
      environment: ["PATH=/usr/bin:/bin"], folder: folder.path)
    guard await compiler.run()?.succeeded == true, chmod("\(folder.path)/program", 0o755) == 0 else {
      throw BenchFault(contender: "set-up", message: "gcc cannot make a static program (apt-get install gcc libc6-dev)")
    }
    return try SealedBytes(Array(try InputFile.read("\(folder.path)/program", limit: 64 << 20)))
  }

  private func specification(_ binary: SealedBytes) -> RunSpecification {
    RunSpecification(
      arguments: ["/box/work/program"], root: "system", limits: limits,
      files: [RunSpecification.WorkFile(path: "program", mode: 0o755, contents: binary)])
  }

  private func run(_ sandbox: Sandbox, _ binary: SealedBytes) async throws {
    let report: RunReport
    do {
      report = try await sandbox.run(specification(binary))
    } catch {
      throw BenchFault(contender: "ours", message: "\(error)")
    }
    guard report.succeeded else {
      throw BenchFault(contender: "ours", message: "the program ended with \(report.ending)")
    }
  }

  private func run(_ command: ChildCommand, _ name: String) async throws {
    guard await command.run()?.succeeded == true else {
      throw BenchFault(contender: name, message: "the program did not end with 0")
    }
  }

  private struct Figures {
    var ours: [Double] = []
    var plain: [Double] = []
    var wrapped: [Double] = []
  }

  /// Wall time of each run, the contenders taking turns.
  private func walls(_ binary: SealedBytes, _ plain: ChildCommand, _ wrapped: ChildCommand?) async throws -> Figures {
    let sandbox = try SandboxOpening.open(
      roots: [.system], isolation: leftOut.isEmpty ? .available : .none, without: leftOut)
    var figures = Figures()
    do {
      for index in 0..<(runs + 20) {
        let ours = try await ContinuousClock.seconds { try await run(sandbox, binary) }
        let bare = try await ContinuousClock.seconds { try await run(plain, "fork+exec") }
        let other = try await ContinuousClock.seconds {
          if let wrapped { try await run(wrapped, Bubblewrap.name) }
        }
        // The first ones find caches cold.
        guard index >= 20 else { continue }
        figures.ours.append(ours)
        figures.plain.append(bare)
        if wrapped != nil { figures.wrapped.append(other) }
      }
    } catch {
      await sandbox.close()
      throw error
    }
    await sandbox.close()
    Machine.reapOrphans()
    return figures
  }

  /// CPU seconds a run of each contender. A sandbox's processes are all waited for once it is closed; what opening and
  /// closing costs is measured alone and taken off.
  private func processorTimes(
    _ binary: SealedBytes, _ plain: ChildCommand, _ wrapped: ChildCommand?
  ) async throws -> (ours: Double, plain: Double, wrapped: Double) {
    func oursTotal(_ count: Int) async throws -> Double {
      let before = Machine.processorSeconds
      let sandbox = try SandboxOpening.open(
        roots: [.system], isolation: leftOut.isEmpty ? .available : .none, without: leftOut)
      for _ in 0..<count { try await run(sandbox, binary) }
      await sandbox.close()
      Machine.reapOrphans()
      return Machine.processorSeconds - before
    }
    func total(_ command: ChildCommand?, _ name: String) async throws -> Double {
      guard let command else { return 0 }
      let before = Machine.processorSeconds
      for _ in 0..<runs { try await run(command, name) }
      Machine.reapOrphans()
      return Machine.processorSeconds - before
    }
    let opening = try await oursTotal(0)
    let ours = try await oursTotal(runs) - opening
    let count = Double(runs)
    return (
      ours / count, try await total(plain, "fork+exec") / count, try await total(wrapped, Bubblewrap.name) / count
    )
  }

  private func add(
    _ walls: Figures, _ costs: (ours: Double, plain: Double, wrapped: Double), to table: inout BenchTable
  ) {
    let hasPeer = !walls.wrapped.isEmpty
    func row(_ name: String, _ ours: Double, _ peer: Double?, _ peerName: String) {
      table.add(
        BenchRow(
          name: name, unit: "ms", ours: ours * 1000, peer: peer.map { $0 * 1000 }, peerName: peerName,
          missing: peer == nil ? Bubblewrap.missing : nil, count: runs))
    }
    let plain = walls.plain.median
    row("static program, wall", walls.ours.median, plain, "fork+exec")
    row("static program, wall", walls.ours.median, hasPeer ? walls.wrapped.median : nil, Bubblewrap.name)
    row(
      "wall beyond fork+exec", walls.ours.median - plain, hasPeer ? walls.wrapped.median - plain : nil, Bubblewrap.name)
    row("static program, CPU", costs.ours, costs.plain, "fork+exec")
    row("static program, CPU", costs.ours, hasPeer ? costs.wrapped : nil, Bubblewrap.name)
  }
}
