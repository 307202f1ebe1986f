import CSandbox
import Glibc

/// One run as the event loop sees it: collects its output, sends commands, takes its report, ends exactly once.
///
/// All of it happens on the loop's thread, which is what makes the unchecked conformance right.
final class RunOperation: @unchecked Sendable {
  private let loop: EventLoop
  private let limits: Limits
  private let socket: Descriptor
  private let streams: CollectedStreams
  private let refusesOutput: (@Sendable ([UInt8]) -> Bool)?
  private let setAside: RunSpecification.SettingAside?
  private let asideGroup: AsideGroup?
  private var isAside = false
  private var report: klear_run_report?
  private var workDirectory: WorkDirectory?
  private var completion: (@Sendable (Result<RunReport, SandboxFault>) -> Void)?
  private var socketToken: UInt64?
  private var backstop: UInt64?
  private var commanded = false
  private let requested: Duration

  init(
    loop: EventLoop, socket: Descriptor, streams: CollectedStreams,
    specification: RunSpecification, asideGroup: AsideGroup?,
    completion: @escaping @Sendable (Result<RunReport, SandboxFault>) -> Void
  ) {
    self.loop = loop
    limits = specification.limits
    self.socket = socket
    self.streams = streams
    refusesOutput = specification.refusesOutput
    setAside = specification.setAside
    self.asideGroup = asideGroup
    self.completion = completion
    requested = RunMoments.now
  }

  /// Begins to watch. Called once the request is on its way.
  func start() {
    socketToken = loop.watch(socket) { self.receiveReport() }
    for collector in streams.all {
      collector.token = loop.watch(collector.descriptor) {
        if collector.drain() { self.ended(collector) }
        if collector.overflowed, collector.overflowEndsRun { self.command(KLEAR_COMMAND_OUTPUT_LIMIT) }
        if collector === self.streams.output, self.refusesOutput?(collector.bytes) == true {
          self.command(KLEAR_COMMAND_REFUSED_OUTPUT)
        }
      }
    }
    // Init reports by then or never: it ends a run at the overload limit, and killing takes no thirty seconds.
    backstop = loop.schedule(after: limits.overload + .seconds(30)) {
      self.finish(.failure(SandboxFault(.silent, "the init of a run did not report within its last limit")))
    }
  }

  func cancel() {
    command(KLEAR_COMMAND_CANCEL, evenIfCommanded: true)
  }

  func fail(_ fault: SandboxFault) { finish(.failure(fault)) }

  private func command(_ command: klear_command, evenIfCommanded: Bool = false) {
    guard !commanded || evenIfCommanded else { return }
    commanded = true
    var byte = UInt8(truncatingIfNeeded: command.rawValue)
    _ = send(socket.number, &byte, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }

  private func ended(_ collector: OutputCollector) {
    if let token = collector.token { loop.unwatch(collector.descriptor, token: token) }
    collector.token = nil
    collector.ended = true
    finishIfComplete()
  }

  private func receiveReport() {
    var received = klear_run_report()
    var descriptor: Int32 = -1
    let size = csandbox_receive(socket.number, &received, MemoryLayout<klear_run_report>.size, &descriptor)
    if size == 1 { return wentAside() }
    if descriptor >= 0 { workDirectory = WorkDirectory(Descriptor(owning: descriptor), holding: socket) }
    if let socketToken { loop.unwatch(socket, token: socketToken) }
    socketToken = nil
    guard size == MemoryLayout<klear_run_report>.size else {
      let error = size < 0 ? errno : 0
      return finish(.failure(SandboxFault(.initDied, errorNumber: error, "a run ended without a report")))
    }
    guard received.fault_stage == 0 else {
      return finish(.failure(.inStage(received.fault_stage, errorNumber: received.fault_errno)))
    }
    report = received
    finishIfComplete()
  }

  private func wentAside() {
    guard !isAside else { return }
    isAside = true
    asideGroup?.enter()
    setAside?.action()
  }

  /// The tree is dead when the report comes, so all streams end at once after it.
  private func finishIfComplete() {
    guard let report, streams.all.allSatisfy(\.ended) else { return }
    // A run that had ended before the cancellation reached it says how: in a conversation that decides who ended first.
    if report.cause == KLEAR_CAUSE_CANCELLED.rawValue {
      return finish(.failure(SandboxFault(.cancelled, "the run was cancelled")))
    }
    var result = RunReport(report, streams: streams, workDirectory: workDirectory)
    result.moments.requested = requested
    result.moments.delivered = RunMoments.now
    // The program may have ended by itself in the moment in which it wrote too much.
    let overflowed = streams.all.contains { $0.overflowed && $0.overflowEndsRun }
    if result.stopCause == nil, overflowed { result.stopCause = .outputLimit }
    finish(.success(result))
  }

  private func finish(_ result: Result<RunReport, SandboxFault>) {
    guard let completion else { return }
    if isAside { asideGroup?.leave() }
    self.completion = nil
    for collector in streams.all {
      if let token = collector.token { loop.unwatch(collector.descriptor, token: token) }
      collector.token = nil
    }
    if let socketToken { loop.unwatch(socket, token: socketToken) }
    if let backstop { loop.cancel(deadline: backstop) }
    socketToken = nil
    backstop = nil
    completion(result)
  }
}

extension RunReport {
  init(_ report: klear_run_report, streams: CollectedStreams, workDirectory: WorkDirectory?) {
    self.init(
      ending: report.ending == KLEAR_ENDING_SIGNALED.rawValue
        ? .signaled(number: Int(report.code)) : .exited(code: Int(report.code)),
      stopCause: StopCause(report), cpuTime: .nanoseconds(Int64(report.cpu_ns)),
      userTime: .nanoseconds(Int64(report.user_ns)), systemTime: .nanoseconds(Int64(report.system_ns)),
      wallTime: .nanoseconds(Int64(report.wall_ns)), peakMemoryBytes: Int(report.peak_memory_bytes),
      refusedForks: Int(report.refused_forks), outputByteCount: streams.output?.byteCount ?? 0,
      output: streams.output?.bytes ?? [], outputTruncated: streams.output?.overflowed ?? false,
      errorOutput: streams.errorOutput?.bytes ?? [], errorTruncated: streams.errorOutput?.overflowed ?? false,
      channels: streams.channels.mapValues(\.bytes), moments: RunMoments(report),
      layers: IsolationLayer.layers(of: report.layers), workDirectory: workDirectory)
    cpuLimitWasBusy = report.was_busy != 0
  }
}

extension RunMoments {
  /// Those that init reports; the judge adds its own.
  init(_ report: klear_run_report) {
    func at(_ moment: klear_moment) -> Duration {
      withUnsafeBytes(of: report.moments_ns) {
        .nanoseconds(Int64($0.load(fromByteOffset: Int(moment.rawValue) * MemoryLayout<UInt64>.size, as: UInt64.self)))
      }
    }
    received = at(KLEAR_MOMENT_RECEIVED)
    cloned = at(KLEAR_MOMENT_CLONED)
    furnished = at(KLEAR_MOMENT_FURNISHED)
    forked = at(KLEAR_MOMENT_FORKED)
    joined = at(KLEAR_MOMENT_JOINED)
    confined = at(KLEAR_MOMENT_CONFINED)
    ended = at(KLEAR_MOMENT_ENDED)
    cleared = at(KLEAR_MOMENT_CLEARED)
  }

  static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .nanoseconds(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}

extension RunReport.StopCause {
  init?(_ report: klear_run_report) {
    switch klear_cause(rawValue: report.cause) {
    case KLEAR_CAUSE_CPU: self = .cpuLimit
    case KLEAR_CAUSE_IDLE: self = .idleLimit
    case KLEAR_CAUSE_MEMORY: self = .memoryLimit
    case KLEAR_CAUSE_OUTPUT: self = .outputLimit
    case KLEAR_CAUSE_REFUSED_OUTPUT: self = .refusedOutput
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
    "warm",
  ]

  /// The fault that the launcher or an init names by the number of its stage.
  static func inStage(_ number: UInt32, errorNumber: Int32) -> SandboxFault {
    let name = stageNames.indices.contains(Int(number)) ? stageNames[Int(number)] : "stage \(number)"
    return SandboxFault(Stage(rawValue: name), errorNumber: errorNumber, "setting a run up failed")
  }
}
