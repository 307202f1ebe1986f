public import Sandbox

/// A part of the judge failed. It is never a verdict: what becomes of it is decided in `FaultPolicy`.
public enum JudgeFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sandbox of the program gave no report.
  case sandbox(SandboxFault)
  /// The machine was too busy for longer than the overload limit.
  case overload
  /// The problem's checker, or test code, failed instead of deciding.
  case checker(String)
  /// The problem itself cannot be judged: `field: what is wrong with it`.
  case dataset(String)

  /// The reason of the `internal_error` that this becomes.
  public var reason: Reason {
    switch self {
    case .overload: .overload
    case .dataset: .datasetError
    case .sandbox, .checker: .judgeFault
    }
  }

  public var description: String {
    switch self {
    case .sandbox(let fault): fault.description
    case .overload: "the machine was so busy that the run waited for processors beyond its overload limit"
    case .checker(let message): "the checker failed: \(message)"
    case .dataset(let message): message
    }
  }
}
