/// The sandbox, not the program, failed. A fault never becomes a verdict on a program by itself.
public struct SandboxFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The step that failed. An open set: new ones do not break users.
  public struct Stage: RawRepresentable, Sendable, Hashable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let launcherStart = Stage(rawValue: "launcher_start")
    public static let launcherDied = Stage(rawValue: "launcher_died")
    public static let initDied = Stage(rawValue: "init_died")
    public static let silent = Stage(rawValue: "no_report")
    public static let request = Stage(rawValue: "request")
    public static let exec = Stage(rawValue: "exec")
    public static let resources = Stage(rawValue: "resources")
    public static let cancelled = Stage(rawValue: "cancelled")
    public static let closed = Stage(rawValue: "closed")
    public static let seccompBuild = Stage(rawValue: "seccomp_build")
    public static let isolation = Stage(rawValue: "isolation")
    public static let warm = Stage(rawValue: "warm")
    public static let artifact = Stage(rawValue: "artifact")
  }

  public var stage: Stage
  /// The kernel's error number, 0 where there is none.
  public var errorNumber: Int32
  public var message: String

  public init(_ stage: Stage, errorNumber: Int32 = 0, _ message: String) {
    self.stage = stage
    self.errorNumber = errorNumber
    self.message = message
  }

  public var description: String {
    let kernel = errorNumber == 0 ? "" : " (\(errorText(errorNumber)))"
    return "sandbox fault in \(stage.rawValue): \(message)\(kernel)"
  }
}
