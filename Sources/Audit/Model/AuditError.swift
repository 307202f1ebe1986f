/// Why an audit cannot go on: what was asked for cannot be had.
public struct AuditError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    case configuration
    /// A file or folder of ours cannot be made or written.
    case output
    /// `--resume` where the folder is of another audit.
    case otherAudit
    /// The input changed while it was read.
    case inputChanged
  }

  public var code: Code
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
