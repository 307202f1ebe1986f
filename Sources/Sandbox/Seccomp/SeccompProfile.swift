/// Which system calls a program may make, as data. Everything that is not named here does not exist (`ENOSYS`).
///
/// The outcomes: *allowed*; *refused*, where the program goes on with an error and is judged by what it prints; *fatal*,
/// where the call is recorded and the tree killed. See seccomp(2); the filter is built by libseccomp.
public struct SeccompProfile: Sendable, Hashable {
  public struct Name: RawRepresentable, Sendable, Hashable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// C, C++, Rust, Swift and everything small.
    public static let native = Name(rawValue: "native")
    public static let python = Name(rawValue: "python")
    /// Virtual machines with many threads: Java, Kotlin, node, go.
    public static let managed = Name(rawValue: "managed")
    /// Compilers: the same, and the calls that build tools make on files.
    public static let compiler = Name(rawValue: "compiler")

    public static let all = [native, python, managed, compiler]
  }

  public var name: Name
  public var allowed: [String]
  public var refused: [Refusal]
  public var fatal: [String]
  /// Calls allowed only for some arguments.
  public var conditional: [Condition]

  public struct Refusal: Sendable, Hashable {
    public var errorNumber: Int32
    public var calls: [String]
  }

  /// Allows a call when an argument satisfies a comparison; each of several conditions of one call allows by itself.
  /// What none of them decides does not exist.
  public enum Condition: Sendable, Hashable {
    case masked(call: String, argument: Int, mask: UInt64, equals: UInt64)
    case differs(call: String, argument: Int, from: UInt64)
    /// The first argument as it is, and the second, masked.
    case pair(call: String, first: UInt64, mask: UInt64, second: UInt64)
    /// Refuses with an error number instead.
    case refused(call: String, argument: Int, mask: UInt64, equals: UInt64, errorNumber: Int32)
  }

  /// - Parameters:
  ///   - memoryIsLimited: without a memory cgroup, memory that no rlimit counts is refused: memory files, System V
  ///     segments and shared anonymous maps.
  ///   - ipcIsOwn: without an ipc namespace System V segments are refused, since they would outlive the run.
  public static func profile(_ name: Name, memoryIsLimited: Bool, ipcIsOwn: Bool = true) -> SeccompProfile {
    let shared = SystemCalls.memoryFiles + SystemCalls.segments
    let unshared = memoryIsLimited ? (ipcIsOwn ? [] : SystemCalls.segments) : shared
    var allowed = SystemCalls.files + SystemCalls.memory + SystemCalls.processes + SystemCalls.time + SystemCalls.pipes
    allowed += shared.filter { !unshared.contains($0) }
    switch name {
    case .managed: allowed += SystemCalls.watching
    case .compiler: allowed += SystemCalls.watching + SystemCalls.fileAttributes
    default: break
    }
    var conditional = SystemCalls.conditions
    if memoryIsLimited {
      allowed.append("mmap")
    } else {
      let anonymous: UInt64 = 0x20
      let shared: UInt64 = 0x01
      conditional.append(.masked(call: "mmap", argument: 3, mask: anonymous, equals: 0))
      conditional.append(.masked(call: "mmap", argument: 3, mask: shared, equals: 0))
    }
    let allowedSet = Set(allowed)
    return SeccompProfile(
      name: name, allowed: allowed,
      refused: [
        Refusal(errorNumber: 1, calls: (SystemCalls.notPermitted + unshared).filter { !allowedSet.contains($0) }),
        Refusal(errorNumber: 13, calls: SystemCalls.sockets),
      ], fatal: SystemCalls.fatal, conditional: conditional)
  }
}
