/// Exactly what happened in one run.
public struct RunReport: Sendable, Hashable {
  /// How the first process of the program ended.
  public enum Ending: Sendable, Hashable {
    case exited(code: Int)
    case signaled(number: Int)
  }

  /// Why the sandbox stopped the run.
  public enum StopCause: Sendable, Hashable {
    case cpuLimit
    case idleLimit
    case memoryLimit
    case outputLimit
    /// `RunSpecification.refusesOutput` said so.
    case refusedOutput
    /// A system call of the fatal list, by name.
    case violation(syscall: String)
    /// The run waited for processors longer than its overload limit: the machine's fault.
    case overload
  }

  public var ending: Ending
  /// `nil` when the program ended by itself.
  public var stopCause: StopCause?
  /// CPU time of the tree, from exec on.
  public var cpuTime: Duration
  public var userTime: Duration
  public var systemTime: Duration
  /// From exec to the end of the first process.
  public var wallTime: Duration
  public var peakMemoryBytes: Int
  /// Times a fork or thread was refused by the limit on processes.
  public var refusedForks: Int
  /// Bytes that the program wrote to standard output, kept or not; 0 when that went to a descriptor.
  public var outputByteCount: Int
  public var output: [UInt8]
  public var outputTruncated: Bool
  public var errorOutput: [UInt8]
  public var errorTruncated: Bool
  /// What came over each channel, by its number.
  public var channels: [Int: [UInt8]]
  public var moments: RunMoments
  public var layers: [IsolationLayer]
  /// The CPU limit was reached while more wanted a processor than there are.
  public var cpuLimitWasBusy = false
  /// Present when the request asked to keep it.
  public var workDirectory: WorkDirectory?

  /// True when the program ended by itself with exit code 0.
  public var succeeded: Bool { stopCause == nil && ending == .exited(code: 0) }

  public init(
    ending: Ending, stopCause: StopCause?, cpuTime: Duration, userTime: Duration = .zero,
    systemTime: Duration = .zero, wallTime: Duration, peakMemoryBytes: Int, refusedForks: Int = 0,
    outputByteCount: Int = 0, output: [UInt8] = [], outputTruncated: Bool = false, errorOutput: [UInt8] = [],
    errorTruncated: Bool = false, channels: [Int: [UInt8]] = [:], moments: RunMoments = RunMoments(),
    layers: [IsolationLayer] = [], workDirectory: WorkDirectory? = nil
  ) {
    self.ending = ending
    self.stopCause = stopCause
    self.cpuTime = cpuTime
    self.userTime = userTime
    self.systemTime = systemTime
    self.wallTime = wallTime
    self.peakMemoryBytes = peakMemoryBytes
    self.refusedForks = refusedForks
    self.outputByteCount = outputByteCount
    self.output = output
    self.outputTruncated = outputTruncated
    self.errorOutput = errorOutput
    self.errorTruncated = errorTruncated
    self.channels = channels
    self.moments = moments
    self.layers = layers
    self.workDirectory = workDirectory
  }
}
