import Text

/// The report could not be written. The description names the path and says what to do.
public struct ReportError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The file cannot be created: a directory, no permission, no such folder.
    case cannotCreate
    /// The file cannot be written to: a full disk, an I/O error.
    case cannotWrite
    /// The finished file cannot be moved to its name.
    case cannotRename
    /// A row was added after `finish()`.
    case finished
  }

  public var code: Code
  public var path: String
  /// The system's words: `No space left on device`. Empty for `finished`.
  public var cause: String

  public init(code: Code, path: String, cause: String) {
    self.code = code
    self.path = path
    self.cause = cause
  }

  public var description: String {
    let name = PrintableText.make(path)
    switch code {
    case .cannotCreate:
      return "cannot create the report \(name): \(cause); choose a file in a folder that you may write to (--report)"
    case .cannotWrite:
      return "cannot write the report \(name): \(cause); free some space or choose another place (--report)"
    case .cannotRename:
      return "cannot move the finished report to \(name): \(cause); choose another name (--report)"
    case .finished:
      return "the report \(name) is finished and takes no more rows"
    }
  }
}
