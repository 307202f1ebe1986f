import CSandbox
import Glibc
import Synchronization

/// Runs programs that nobody trusts, each in namespaces, a root, cgroups and a system call filter of its own, and says
/// exactly what happened.
///
/// ```swift
/// let sandbox = try Sandbox(roots: [.system])
/// let report = try await sandbox.run(RunSpecification(
///   arguments: ["/usr/bin/python3", "-c", "print(6 * 7)"], root: "system",
///   limits: Limits(cpu: .seconds(2), memoryBytes: 256 << 20)))
/// await sandbox.close()
/// ```
///
/// Processes: this one (any number of tasks, one event thread), a small launcher, and for each run an init with the
/// program below it; `Sources/klear-launcher/main.c` tells who owns what. No task's thread ever blocks on a run.
public final class Sandbox: Runner {
  public struct Options: Sendable {
    /// Layers not to use. For tests, and for machines where one does harm.
    public var forbiddenLayers: [IsolationLayer]
    /// Path of `klear-launcher`; `nil`: `KLEAR_LAUNCHER`, or beside this program.
    public var launcherPath: String?
    /// Folder for locks and run-time state; `nil`: the usual one of this user.
    public var stateFolder: String?

    public init(
      forbiddenLayers: [IsolationLayer] = [], launcherPath: String? = nil, stateFolder: String? = nil
    ) {
      self.forbiddenLayers = forbiddenLayers
      self.launcherPath = launcherPath
      self.stateFolder = stateFolder
    }
  }

  private let loop: EventLoop
  let session: Session
  let launcher: Launcher
  private let rootIndices: [String: Int]
  let nextRun = Atomic<UInt64>(1)
  private let closed = Atomic<Bool>(false)

  /// Starts the launcher and prepares the roots. Leftovers of judges that were killed are removed first.
  ///
  /// - Throws: `SandboxFault` naming the step, when not even the weakest sandbox can be had.
  public init(roots: [RootImage], options: Options = Options()) throws(SandboxFault) {
    guard !roots.isEmpty, roots.count <= Int(KLEAR_MAX_ROOTS) else {
      throw SandboxFault(.request, "between 1 and \(KLEAR_MAX_ROOTS) roots are possible, not \(roots.count)")
    }
    var cgroups = CgroupHierarchy.discover()
    if options.forbiddenLayers.contains(.memory) { cgroups.parents[.memory] = nil }
    session = try Session(base: options.stateFolder ?? Session.defaultBase(), cgroups: cgroups)
    do throws(SandboxFault) {
      let filters = try Sandbox.filters(memoryIsLimited: session.cgroups.parents[.memory] != nil)
      loop = try EventLoop()
      launcher = try Launcher(
        Launcher.Configuration(
          path: options.launcherPath ?? Sandbox.launcherPath(), roots: roots, filters: filters,
          forbiddenLayers: options.forbiddenLayers), session: session)
      try loop.start()
    } catch {
      session.end()
      throw error
    }
    rootIndices = Dictionary(roots.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every profile, then every profile for runs without an ipc namespace: the launcher knows which it needs.
  private static func filters(memoryIsLimited: Bool) throws(SandboxFault) -> [SeccompFilter] {
    var filters: [SeccompFilter] = []
    for ipcIsOwn in [true, false] {
      for name in SeccompProfile.Name.all {
        let profile = SeccompProfile.profile(name, memoryIsLimited: memoryIsLimited, ipcIsOwn: ipcIsOwn)
        filters.append(try SeccompFilter(profile))
      }
    }
    return filters
  }

  deinit { end() }

  /// Ends the launcher, and with it every run still under way, and removes what the session kept outside memory.
  public func close() async {
    await withCheckedContinuation { continuation in
      loop.perform {
        self.end()
        continuation.resume()
      }
    }
  }

  private func end() {
    guard !closed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    launcher.end()
    session.end()
    loop.stop()
  }

  /// The layers that every run gets on this machine.
  public var layers: [IsolationLayer] { launcher.capabilities.layers }

  /// Each layer that is off, with the reason and what would turn it on.
  public var missingLayers: [(layer: IsolationLayer, why: String, fix: String)] {
    let capabilities = launcher.capabilities
    return IsolationLayer.allCases.filter { !capabilities.layers.contains($0) }.map { layer in
      let advice = LayerAdvice.advice(for: layer, error: capabilities.errors[layer] ?? 0, cgroups: session.cgroups)
      return (layer, advice.why, advice.fix)
    }
  }

  public func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport {
    guard !closed.load(ordering: .acquiring) else { throw SandboxFault(.closed, "the sandbox is closed") }
    let root = try index(ofRoot: specification.root)
    let (ours, theirs) = try Descriptor.socketPair()
    let input = try inputDescriptor(specification.input)
    let (output, outputEnd) = try outputDescriptors(specification.output, wanted: 1 << 20)
    let (errorOutput, errorEnd) = try outputDescriptors(specification.errorOutput, wanted: 64 << 10)
    var collected = CollectedStreams(limits: specification.limits, output: output, errorOutput: errorOutput)
    var numbered = specification.descriptors
    for channel in specification.channels {
      let pipe = try Descriptor.pipe()
      collected.add(pipe.reading, channel)
      numbered.append((channel.number, pipe.writing))
    }
    let streams = collected
    let handedOver = [theirs, input, outputEnd, errorEnd] + numbered.map(\.descriptor)
    let files = specification.files.map(\.contents.descriptor)
    let (_, message) = requestMessage(specification, root: root, descriptorNumbers: numbered.map(\.number))
    let operation = OperationBox()
    let shared = specification.warm?.sharedBytes ?? 0
    let asideGroup = session.asideGroup
    let result: Result<RunReport, SandboxFault> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let run = RunOperation(
          loop: loop, socket: ours, streams: streams, specification: specification, asideGroup: asideGroup
        ) {
          continuation.resume(returning: $0)
        }
        loop.perform {
          if operation.set(run) { return run.fail(SandboxFault(.cancelled, "the run was cancelled before it began")) }
          // Our copies must go, or nobody would ever see the end of a stream that the program closes.
          defer { for descriptor in handedOver { descriptor.close() } }
          do throws(SandboxFault) {
            let descriptors = handedOver.prefix(4) + files + handedOver.dropFirst(4)
            try self.launcher.send(message, descriptors: Array(descriptors))
            run.start()
          } catch {
            run.fail(error)
          }
        }
      }
    } onCancel: {
      loop.perform { operation.cancel() }
    }
    var report = try result.get()
    report.peakMemoryBytes += shared
    return report
  }

  public func holdAside(_ holds: Bool) {
    let group = session.asideGroup
    loop.perform { group?.hold(holds) }
  }

  /// It is ready when it is: runs that ask for it before wait, and fail if it could not be started.
  public func startInterpreter(_ specification: RunSpecification) throws(SandboxFault) -> WarmInterpreter {
    guard WarmInterpreter.neededLayers.isSubset(of: layers) else {
      throw SandboxFault(.warm, errorNumber: ENOTSUP, "a warm start takes layers that this machine does not give")
    }
    let root = try index(ofRoot: specification.root)
    let (ours, theirs) = try Descriptor.socketPair()
    let unused = try Descriptor.open("/dev/null", flags: O_RDWR)
    defer { for descriptor in [ours, theirs, unused] { descriptor.close() } }
    let (id, message) = requestMessage(specification, root: root, descriptorNumbers: [], isInterpreter: true)
    try launcher.send(
      message, descriptors: [theirs, unused, unused, unused] + specification.files.map(\.contents.descriptor))
    return WarmInterpreter(id: id)
  }

  private func index(ofRoot name: String) throws(SandboxFault) -> Int {
    guard let root = rootIndices[name] else {
      throw SandboxFault(.request, "the sandbox was opened without a root named \(name)")
    }
    return root
  }

  private func inputDescriptor(_ input: RunSpecification.Input) throws(SandboxFault) -> Descriptor {
    switch input {
    case .empty: try Descriptor.open("/dev/null", flags: O_RDONLY)
    case .bytes(let bytes): try bytes.reopened()
    case .descriptor(let descriptor): descriptor
    }
  }

  /// The end that we read, if any, and the one that the program writes.
  private func outputDescriptors(
    _ output: RunSpecification.Output, wanted: Int32
  ) throws(SandboxFault) -> (Descriptor?, Descriptor) {
    switch output {
    case .collected:
      let pipe = try Descriptor.pipe()
      // A larger pipe means fewer wake-ups; past the user's allowance it stays as it is.
      _ = csandbox_set_pipe_size(pipe.reading.number, wanted)
      return (pipe.reading, pipe.writing)
    case .discarded: return (nil, try Descriptor.open("/dev/null", flags: O_WRONLY))
    case .descriptor(let descriptor): return (nil, descriptor)
    }
  }

  private static func launcherPath() -> String {
    if let chosen = getenv("KLEAR_LAUNCHER") { return String(cString: chosen) }
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return folder + "/klear-launcher"
  }
}

/// Brings an operation, made on the loop's thread, together with a cancellation that may come before it. Touched on
/// that thread only.
private final class OperationBox: @unchecked Sendable {
  private var operation: RunOperation?
  private var cancelled = false

  /// True when the run was cancelled already.
  func set(_ operation: RunOperation) -> Bool {
    self.operation = operation
    return cancelled
  }

  func cancel() {
    cancelled = true
    operation?.cancel()
  }
}

extension Duration {
  /// Whole nanoseconds, never negative.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0 else { return 0 }
    return UInt64(seconds) &* 1_000_000_000 &+ UInt64(max(0, attoseconds) / 1_000_000_000)
  }

  /// Seconds as a floating number, for reports.
  public var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
