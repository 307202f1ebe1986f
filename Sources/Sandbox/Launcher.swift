import CSandbox
import Glibc
import Synchronization

/// The launcher process and the socket to it. It is started again when it has died: its death is a fault for the runs
/// that were under way and for no other.
final class Launcher: Sendable {
  struct Configuration: Sendable {
    var path: String
    var roots: [RootImage]
    var filters: [SeccompFilter]
    var forbiddenLayers: [IsolationLayer]
  }

  /// What the launcher found it can give.
  struct Capabilities: Sendable {
    var layers: [IsolationLayer]
    /// Error number of the first try, for each layer that is off.
    var errors: [IsolationLayer: Int32]
    /// The host's id of programs where they have no user namespace.
    var programUser: UInt32 = 0
    var forksAreLimited = true
  }

  private struct Process {
    var pid: pid_t
    var control: Descriptor
    var capabilities: Capabilities
  }

  private let configuration: Configuration
  private let session: Session
  private let process: Mutex<Process?>

  init(_ configuration: Configuration, session: Session) throws(SandboxFault) {
    self.configuration = configuration
    self.session = session
    process = Mutex(nil)
    let started = try start()
    process.withLock { $0 = started }
  }

  var capabilities: Capabilities { process.withLock { $0?.capabilities } ?? Capabilities(layers: [], errors: [:]) }

  /// Hands a request over; starts a new launcher once when the old one is gone.
  func send(_ message: [UInt8], descriptors: [Descriptor]) throws(SandboxFault) {
    for attempt in 0..<2 {
      let sent: Result<Int32, SandboxFault> = process.withLock { process in
        do throws(SandboxFault) {
          if process == nil { process = try start() }
        } catch {
          return .failure(error)
        }
        guard let control = process?.control else { return .success(EPIPE) }
        let error = Launcher.send(message, descriptors, over: control)
        if error == 0 { return .success(0) }
        if error == EPIPE || error == ECONNRESET || error == ENOTCONN { Launcher.collect(&process) }
        return .success(error)
      }
      let error = try sent.get()
      if error == 0 { return }
      guard error == EPIPE || error == ECONNRESET || error == ENOTCONN, attempt == 0 else {
        throw SandboxFault(.request, errorNumber: error, "a run could not be handed to the launcher")
      }
    }
    throw SandboxFault(.launcherDied, "the launcher died and could not be started again")
  }

  /// Returns 0 or the error number.
  private static func send(_ message: [UInt8], _ descriptors: [Descriptor], over control: Descriptor) -> Int32 {
    descriptors.withNumbers { numbers in
      csandbox_send(control.number, message, message.count, numbers, UInt32(numbers.count)) == 0 ? 0 : errno
    }
  }

  /// Ends the launcher and waits until it has cleaned up.
  func end() {
    process.withLock { process in
      guard let ending = process else { return }
      shutdown(ending.control.number, Int32(SHUT_RDWR))
      Launcher.collect(&process)
    }
  }

  private static func collect(_ process: inout Process?) {
    if let pid = process?.pid { while waitpid(pid, nil, 0) < 0 && errno == EINTR {} }
    process = nil
  }

  private func start() throws(SandboxFault) -> Process {
    let (ours, theirs) = try Descriptor.socketPair()
    var pid = pid_t()
    let error = csandbox_spawn_launcher(configuration.path, theirs.number, &pid)
    // As long as we held its end, we would wait for ever for the answer of one that has died.
    theirs.close()
    guard error == 0 else {
      throw SandboxFault(
        .launcherStart, errorNumber: error,
        "cannot start \(configuration.path); it belongs beside klear-judge, or set KLEAR_LAUNCHER to its path")
    }
    var started: Process? = Process(pid: pid, control: ours, capabilities: Capabilities(layers: [], errors: [:]))
    do throws(SandboxFault) {
      started?.capabilities = try configure(ours)
    } catch {
      shutdown(ours.number, Int32(SHUT_RDWR))
      Launcher.collect(&started)
      throw error
    }
    guard let started else { throw SandboxFault(.launcherStart, "the launcher ended at once") }
    return started
  }

  private func configure(_ control: Descriptor) throws(SandboxFault) -> Capabilities {
    let (message, descriptors) = try configurationMessage()
    let error = Launcher.send(message, descriptors, over: control)
    guard error == 0 else {
      throw SandboxFault(.launcherStart, errorNumber: error, "the launcher did not take its configuration")
    }
    var hello = klear_hello()
    var descriptor: Int32 = -1
    let size = csandbox_receive(control.number, &hello, MemoryLayout<klear_hello>.size, &descriptor)
    guard size == MemoryLayout<klear_hello>.size, hello.version == KLEAR_WIRE_VERSION else {
      throw SandboxFault(.launcherStart, "the launcher did not answer; is it of the same version as klear-judge?")
    }
    guard hello.ok != 0 else {
      throw SandboxFault.inStage(hello.stage, errorNumber: Int32(hello.error))
    }
    let errors = withUnsafeBytes(of: hello.layer_errors) { Array($0.bindMemory(to: Int32.self)) }
    let layers = IsolationLayer.layers(of: hello.layers)
    var failed: [IsolationLayer: Int32] = [:]
    for (layer, error) in zip(IsolationLayer.allCases, errors) where !layers.contains(layer) { failed[layer] = error }
    return Capabilities(
      layers: layers, errors: failed, programUser: hello.program_user,
      forksAreLimited: hello.forks_are_limited != 0)
  }

  private func configurationMessage() throws(SandboxFault) -> ([UInt8], [Descriptor]) {
    var head = klear_configuration()
    var descriptors: [Descriptor] = []
    head.version = KLEAR_WIRE_VERSION
    head.forbidden_layers = configuration.forbiddenLayers.reduce(0) { $0 | $1.bit }
    let privileged = geteuid() == 0
    head.outer_uid = privileged ? Launcher.sandboxUser : geteuid()
    head.outer_gid = privileged ? Launcher.sandboxUser : getegid()
    let forbidden = Set(configuration.forbiddenLayers)
    let present = CgroupHierarchy.Controller.allCases.filter {
      session.cgroups.parents[$0] != nil && !forbidden.contains($0.layer)
    }
    if !present.isEmpty, !session.cgroupFolders.isEmpty {
      head.cgroup_version = session.cgroups.version.rawValue
      head.cgroup_present = present.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
      for folder in folders(of: present) {
        descriptors.append(try Descriptor.open(folder, flags: O_RDONLY | O_DIRECTORY))
      }
    }
    head.cgroup_count = UInt32(descriptors.count)
    if head.cgroup_version == 1, let aside = session.asideGroup {
      descriptors.append(try Descriptor.open(aside.path, flags: O_RDONLY | O_DIRECTORY))
      head.has_aside_group = 1
    }
    head.root_count = UInt32(configuration.roots.count)
    head.profile_count = UInt32(configuration.filters.count)
    for filter in configuration.filters { descriptors.append(try SealedBytes(filter.bytes).reopened()) }
    var message = MessageBuilder(head)
    message.append(session.folder)
    for root in configuration.roots { message.append(root) }
    return (message.bytes, descriptors)
  }

  private func folders(of present: [CgroupHierarchy.Controller]) -> [String] {
    guard session.cgroups.version == .v1 else { return Array(session.cgroupFolders.prefix(1)) }
    return present.compactMap { session.cgroups.parents[$0] }.map { $0 + "/" + session.name }
  }

  /// Outside id of every program, when the judge is root: one that Debian keeps free.
  private static let sandboxUser: UInt32 = 65_533
}

extension CgroupHierarchy.Controller {
  /// The layer that this controller gives.
  var layer: IsolationLayer {
    switch self {
    case .memory: .memory
    case .pids: .pids
    case .cpu: .cpu
    }
  }
}

/// A message to the launcher: a C structure, then NUL-terminated strings and numbers.
struct MessageBuilder {
  private(set) var bytes: [UInt8]

  init<Head: BitwiseCopyable>(_ head: Head) { bytes = withUnsafeBytes(of: head) { Array($0) } }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8.lazy.filter { $0 != 0 })
    bytes.append(0)
  }

  mutating func append(_ number: UInt32) { withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) } }

  mutating func append(_ root: RootImage) {
    append(UInt32(root.entries.count))
    for entry in root.entries {
      switch entry {
      case .host(let path, let source): append(KLEAR_ROOT_BIND, path, source)
      case .link(let path, let target): append(KLEAR_ROOT_LINK, path, target)
      case .file(let path, let contents): append(KLEAR_ROOT_FILE, path, contents)
      case .directory(let path): append(KLEAR_ROOT_DIRECTORY, path, "")
      }
    }
  }

  private mutating func append(_ kind: klear_root_kind, _ path: String, _ value: String) {
    append(UInt32(kind.rawValue))
    append(path)
    append(value)
  }
}
