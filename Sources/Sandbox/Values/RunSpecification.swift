/// One program to run, with all that it may see and use.
public struct RunSpecification: Sendable {
  /// `[0]` is an absolute path inside the sandbox.
  public var arguments: [String]
  /// `NAME=value`; nothing else is in the environment.
  public var environment: [String]
  /// The prepared root, by name, out of those that the sandbox was opened with.
  public var root: String
  public var profile: SeccompProfile.Name
  public var limits: Limits
  public var input: Input
  public var output: Output
  public var errorOutput: Output
  /// Files put into the work directory before the start, in order.
  public var files: [WorkFile]
  /// Further descriptors, by the number under which the program finds each (3 to 199). Like every descriptor given
  /// here, each is closed on our side once the launcher has it.
  public var descriptors: [(number: Int, descriptor: Descriptor)]
  /// Further streams that are collected into the report.
  public var channels: [Channel]
  /// Hands the work directory over with the report, for artifacts and feedback.
  public var keepsWorkDirectory: Bool
  /// Keeps the standard streams open until the end of the program is recorded: of two programs that talk, the one whose
  /// end caused the other's then has the earlier `RunMoments.ended`, however busy the machine is.
  public var holdsStreams = false
  /// With ``holdsStreams``: standard output that the program itself closes while it lives is closed for its reader, too.
  public var passesOnClosing = false
  /// Asked each time there is more, with all of the collected standard output so far: true stops the run. It is called
  /// on the thread that serves all runs, so it has to be quick.
  public var refusesOutput: (@Sendable ([UInt8]) -> Bool)?
  /// From this much CPU time on the run goes on with little weight, so that others pass it.
  public var setAside: SettingAside?
  /// The warm interpreter that forks the program; `nil`: it is started by exec.
  public var warm: WarmStart?
  /// Runs without memory limit and accounting: to bring the files of a language into the page cache.
  public var unaccounted: Bool

  public struct SettingAside: Sendable {
    public var after: Duration
    /// Called once, on the thread that serves all runs, when it happens.
    public var action: @Sendable () -> Void

    public init(after: Duration, action: @escaping @Sendable () -> Void) {
      self.after = after
      self.action = action
    }
  }

  public enum Input: Sendable {
    case empty
    case bytes(SealedBytes)
    case descriptor(Descriptor)
  }

  public enum Output: Sendable {
    /// Collected up to the limit, into the report.
    case collected
    case discarded
    case descriptor(Descriptor)
  }

  /// A pipe that the program writes under a number of its own. More than the limit is an output limit.
  public struct Channel: Sendable, Hashable {
    public var number: Int
    public var limitBytes: Int

    public init(number: Int, limitBytes: Int) {
      self.number = number
      self.limitBytes = limitBytes
    }
  }

  public struct WorkFile: Sendable {
    /// A relative path without `..`; with a slash at its end, an empty folder; `nil` stands for a bundle, which is
    /// unpacked.
    public var path: String?
    public var mode: UInt32
    public var contents: SealedBytes

    public init(path: String, mode: UInt32 = 0o644, contents: SealedBytes) {
      self.path = path
      self.mode = mode
      self.contents = contents
    }

    public init(bundle: SealedBytes) {
      self.path = nil
      self.mode = 0
      self.contents = bundle
    }
  }

  public init(
    arguments: [String], environment: [String] = RunSpecification.plainEnvironment, root: String,
    profile: SeccompProfile.Name = .native, limits: Limits, input: Input = .empty, output: Output = .collected,
    errorOutput: Output = .collected, files: [WorkFile] = [],
    descriptors: [(number: Int, descriptor: Descriptor)] = [], channels: [Channel] = [],
    keepsWorkDirectory: Bool = false,
    unaccounted: Bool = false
  ) {
    self.arguments = arguments
    self.environment = environment
    self.root = root
    self.profile = profile
    self.limits = limits
    self.input = input
    self.output = output
    self.errorOutput = errorOutput
    self.files = files
    self.descriptors = descriptors
    self.channels = channels
    self.keepsWorkDirectory = keepsWorkDirectory
    self.unaccounted = unaccounted
  }

  /// Where a run starts, and its home.
  public static let workDirectory = "/box/work"

  /// The few variables that every program finds.
  public static let plainEnvironment = [
    "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/box/work", "LANG=C.UTF-8", "TMPDIR=/tmp",
  ]
}

/// Runs programs that nobody trusts. Layers above this one are tested with runners that need no Linux.
public protocol Runner: Sendable {
  /// - Throws: `SandboxFault` when no report can be given; `.cancelled` after the task was cancelled.
  func run(_ specification: RunSpecification) async throws(SandboxFault) -> RunReport

  /// Starts an interpreter that waits to be forked, in a root like that of its runs. It lives as long as the runner.
  func startInterpreter(_ specification: RunSpecification) throws(SandboxFault) -> WarmInterpreter

  /// Lets the runs that were set aside stand still, or go on, as far as the machine can.
  func holdAside(_ holds: Bool)
}

extension Runner {
  public func holdAside(_ holds: Bool) {}

  public func startInterpreter(_ specification: RunSpecification) throws(SandboxFault) -> WarmInterpreter {
    throw SandboxFault(.warm, "this runner has no warm interpreters")
  }
}
