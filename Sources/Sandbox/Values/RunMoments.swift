/// When each step of a run was done, on the machine's monotonic clock: what a run costs where, and which of two ended first.
public struct RunMoments: Sendable, Hashable {
  /// The judge asks for the run.
  public var requested: Duration = .zero
  /// The launcher has the request.
  public var received: Duration = .zero
  /// The run's init is there, in namespaces of its own, its cgroups made.
  public var cloned: Duration = .zero
  /// So are root, work directory and files.
  public var furnished: Duration = .zero
  /// The program's process is there, forked by the init or by a warm interpreter.
  public var forked: Duration = .zero
  /// It is inside: namespaces, descriptors.
  public var joined: Duration = .zero
  /// Rights, limits, Landlock and the system call filter are as the program has them.
  public var confined: Duration = .zero
  /// The program's first process has ended.
  public var ended: Duration = .zero
  /// All that it left is killed, and the counters are read.
  public var cleared: Duration = .zero
  /// The judge has the report and all output.
  public var delivered: Duration = .zero

  public init() {}
}
