public import Sandbox

/// A part of the judge failed. It is never a verdict: what becomes of it is decided in `FaultPolicy`.
public enum JudgeFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sandbox of the program gave no report.
  case sandbox(SandboxFault)
  /// The machine was too busy for longer than the overload limit.
  case overload
  /// The problem's checker, or test code, failed instead of deciding.
  case checker(String)
  /// The problem itself cannot be judged: an unreadable file, an expected value that is no JSON.
  case dataset(String)

  public var description: String {
    switch self {
    case .sandbox(let fault): fault.description
    case .overload: "the machine was so busy that the run waited for processors beyond its overload limit"
    case .checker(let message): "the checker failed: \(message)"
    case .dataset(let message): "the problem cannot be judged: \(message)"
    }
  }
}
