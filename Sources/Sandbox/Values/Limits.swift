/// What one run may use. Every limit is on the whole process tree unless it says otherwise.
public struct Limits: Sendable, Hashable {
  /// User and system time.
  public var cpu: Duration
  /// How far beyond `cpu` a run may go that gets there while more wants a processor than there are: whether the program
  /// or the machine was slow can be told better then. It has overrun its limit all the same.
  public var cpuGrace: Duration
  /// Time in which nothing of the tree ran or waited for a processor: sleepers, dead-locks.
  public var idle: Duration
  /// Wall time after which the machine, not the program, is to blame: the run ends as a fault.
  public var overload: Duration
  /// Resident memory with page cache and what lies in the work directory, as the memory cgroup counts.
  public var memoryBytes: Int
  /// Bytes on standard output. The run ends when it writes more.
  public var outputBytes: Int
  /// Bytes kept of standard error; more is read and thrown away.
  public var errorBytes: Int
  /// Processes and threads alive at once.
  public var processes: Int
  /// Descriptors a process may have open.
  public var openFiles: Int
  /// Size of one file that a process writes.
  public var fileBytes: Int
  /// Size of the work directory.
  public var workBytes: Int
  /// Files and folders in the work directory.
  public var workFiles: Int
  /// Stack of the first thread, in bytes; `nil`: no limit but memory, as contests have it. Other threads then get what
  /// the C library gives them (2 MiB) instead of reserving as much each.
  public var stackBytes: Int?

  /// The rule of the contract: a sleeper gets ten seconds or three times its CPU limit, whichever is more.
  public static func idleLimit(forCPU cpu: Duration) -> Duration { max(.seconds(10), cpu * 3) }

  public init(
    cpu: Duration, cpuGrace: Duration = .zero, idle: Duration? = nil, overload: Duration? = nil, memoryBytes: Int,
    outputBytes: Int = 16 << 20,
    errorBytes: Int = 64 << 10, processes: Int = 64, openFiles: Int = 256, fileBytes: Int? = nil,
    workBytes: Int? = nil, workFiles: Int = 16_384, stackBytes: Int? = nil
  ) {
    let idle = idle ?? Limits.idleLimit(forCPU: cpu)
    self.cpu = cpu
    self.cpuGrace = cpuGrace
    self.idle = idle
    self.overload = overload ?? idle * 10
    self.memoryBytes = memoryBytes
    self.outputBytes = outputBytes
    self.errorBytes = errorBytes
    self.processes = processes
    self.openFiles = openFiles
    let room = min(memoryBytes, 256 << 20)
    self.fileBytes = fileBytes ?? room
    self.workBytes = workBytes ?? room
    self.workFiles = workFiles
    self.stackBytes = stackBytes
  }
}
