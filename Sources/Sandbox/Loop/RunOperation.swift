import CSandbox
import Glibc

/// One run as the event loop sees it: collects its output, sends commands, takes its report, ends exactly once.
///
/// All of it happens on the loop's thread, which is what makes the unchecked conformance right.
final class RunOperation: @unchecked Sendable {
  private let loop: EventLoop
  private let limits: Limits
  private let socket: Descriptor
  private var output: OutputCollector?
  private var errorOutput: OutputCollector?
  private var report: klear_run_report?
  private var workDirectory: WorkDirectory?
  private var completion: (@Sendable (Result<RunReport, SandboxFault>) -> Void)?
  private var socketToken: UInt64?
  private var backstop: UInt64?
  private var commanded = false
  private var cancelled = false

  init(
    loop: EventLoop, limits: Limits, socket: Descriptor, output: Descriptor?, errorOutput: Descriptor?,
    completion: @escaping @Sendable (Result<RunReport, SandboxFault>) -> Void
  ) {
    self.loop = loop
    self.limits = limits
    self.socket = socket
    self.output = output.map { OutputCollector($0, limit: limits.outputBytes) }
    self.errorOutput = errorOutput.map { OutputCollector($0, limit: limits.errorBytes) }
    self.completion = completion
  }

  /// Begins to watch. Called once the request is on its way.
  func start() {
    socketToken = loop.watch(socket) { self.receiveReport() }
    if let output {
      output.token = loop.watch(output.descriptor) {
        if output.drain() { self.outputEnded(output) }
        if output.overflowed { self.command(KLEAR_COMMAND_OUTPUT_LIMIT) }
      }
    }
    if let errorOutput {
      errorOutput.token = loop.watch(errorOutput.descriptor) {
        if errorOutput.drain() { self.outputEnded(errorOutput) }
      }
    }
    // Init reports by then or never: it ends a run at the overload limit, and killing takes no thirty seconds.
    backstop = loop.schedule(after: limits.overload + .seconds(30)) {
      self.finish(.failure(SandboxFault(.silent, "the init of a run did not report within its last limit")))
    }
  }

  func cancel() {
    cancelled = true
    command(KLEAR_COMMAND_CANCEL, evenIfCommanded: true)
  }

  func fail(_ fault: SandboxFault) { finish(.failure(fault)) }

  private func command(_ command: klear_command, evenIfCommanded: Bool = false) {
    guard !commanded || evenIfCommanded else { return }
    commanded = true
    var byte = UInt8(truncatingIfNeeded: command.rawValue)
    _ = send(socket.number, &byte, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }

  private func outputEnded(_ collector: OutputCollector) {
    if let token = collector.token { loop.unwatch(collector.descriptor, token: token) }
    collector.token = nil
    collector.ended = true
    finishIfComplete()
  }

  private func receiveReport() {
    var received = klear_run_report()
    var descriptor: Int32 = -1
    let size = csandbox_receive(socket.number, &received, MemoryLayout<klear_run_report>.size, &descriptor)
    if descriptor >= 0 { workDirectory = WorkDirectory(Descriptor(owning: descriptor)) }
    if let socketToken { loop.unwatch(socket, token: socketToken) }
    socketToken = nil
    guard size == MemoryLayout<klear_run_report>.size else {
      return finish(.failure(SandboxFault(.initDied, errorNumber: size < 0 ? errno : 0, "a run ended without a report")))
    }
    guard received.fault_stage == 0 else {
      return finish(.failure(.inStage(received.fault_stage, errorNumber: received.fault_errno)))
    }
    report = received
    finishIfComplete()
  }

  /// The tree is dead when the report comes, so both streams end at once after it.
  private func finishIfComplete() {
    guard let report, output?.ended ?? true, errorOutput?.ended ?? true else { return }
    if report.cause == KLEAR_CAUSE_CANCELLED.rawValue || cancelled {
      return finish(.failure(SandboxFault(.cancelled, "the run was cancelled")))
    }
    var result = RunReport(report, output: output, errorOutput: errorOutput, workDirectory: workDirectory)
    // The program may have ended by itself in the moment in which it wrote too much.
    if result.stopCause == nil, output?.overflowed ?? false { result.stopCause = .outputLimit }
    finish(.success(result))
  }

  private func finish(_ result: Result<RunReport, SandboxFault>) {
    guard let completion else { return }
    self.completion = nil
    for collector in [output, errorOutput] {
      guard let collector, let token = collector.token else { continue }
      loop.unwatch(collector.descriptor, token: token)
      collector.token = nil
    }
    if let socketToken { loop.unwatch(socket, token: socketToken) }
    if let backstop { loop.cancel(deadline: backstop) }
    socketToken = nil
    backstop = nil
    completion(result)
  }
}

/// What one stream of a program wrote, up to a limit. Touched on the loop's thread only.
final class OutputCollector: @unchecked Sendable {
  let descriptor: Descriptor
  let limit: Int
  var token: UInt64?
  var ended = false
  private(set) var bytes: [UInt8] = []
  private(set) var byteCount = 0

  init(_ descriptor: Descriptor, limit: Int) {
    self.descriptor = descriptor
    self.limit = limit
    _ = csandbox_set_nonblocking(descriptor.number)
  }

  var overflowed: Bool { byteCount > limit }

  /// Reads what is there, at most a megabyte so that one flood does not starve other runs. True at the end.
  func drain() -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
      for _ in 0..<16 {
        guard let count = descriptor.read(into: buffer) else { return false }
        if count == 0 { return true }
        byteCount += count
        let room = limit - bytes.count
        if room > 0 { bytes.append(contentsOf: buffer.prefix(min(count, room))) }
      }
      return false
    }
  }
}

extension RunReport {
  init(
    _ report: klear_run_report, output: OutputCollector?, errorOutput: OutputCollector?, workDirectory: WorkDirectory?
  ) {
    self.init(
      ending: report.ending == KLEAR_ENDING_SIGNALED.rawValue
        ? .signaled(number: Int(report.code)) : .exited(code: Int(report.code)),
      stopCause: StopCause(report), cpuTime: .nanoseconds(Int64(report.cpu_ns)),
      userTime: .nanoseconds(Int64(report.user_ns)), systemTime: .nanoseconds(Int64(report.system_ns)),
      wallTime: .nanoseconds(Int64(report.wall_ns)), peakMemoryBytes: Int(report.peak_memory_bytes),
      refusedForks: Int(report.refused_forks), outputByteCount: output?.byteCount ?? 0, output: output?.bytes ?? [],
      outputTruncated: output?.overflowed ?? false, errorOutput: errorOutput?.bytes ?? [],
      errorTruncated: errorOutput?.overflowed ?? false, layers: IsolationLayer.layers(of: report.layers),
      workDirectory: workDirectory)
  }
}

extension RunReport.StopCause {
  init?(_ report: klear_run_report) {
    switch klear_cause(rawValue: report.cause) {
    case KLEAR_CAUSE_CPU: self = .cpuLimit
    case KLEAR_CAUSE_IDLE: self = .idleLimit
    case KLEAR_CAUSE_MEMORY: self = .memoryLimit
    case KLEAR_CAUSE_OUTPUT: self = .outputLimit
    case KLEAR_CAUSE_OVERLOAD: self = .overload
    case KLEAR_CAUSE_VIOLATION:
      self = .violation(
        syscall: SeccompFilter.callName(number: report.syscall_number, architecture: report.syscall_arch))
    default: return nil
    }
  }
}

extension SandboxFault {
  private static let stageNames = [
    "none", "request", "cgroup", "clone", "id_map", "mount", "proc", "pivot", "work_directory", "files", "descriptors",
    "fork", "attach", "rlimits", "credentials", "landlock", "seccomp", "exec", "supervise", "roots", "namespaces",
  ]

  /// The fault that the launcher or an init names by the number of its stage.
  static func inStage(_ number: UInt32, errorNumber: Int32) -> SandboxFault {
    let name = stageNames.indices.contains(Int(number)) ? stageNames[Int(number)] : "stage \(number)"
    return SandboxFault(Stage(rawValue: name), errorNumber: errorNumber, "setting a run up failed")
  }
}
