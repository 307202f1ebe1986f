/// What is wrong with a run's configuration, and where: file and line or `--set`, key path, advice in the message.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of trouble; more may be added.
  public enum Code: Sendable, Hashable {
    case fileNotFound
    case unreadable
    case tooLarge
    /// The text is not YAML, or a key stands twice.
    case notYAML
    case unknownKey
    /// A text where a number was expected, a list where a section was, and the like.
    case wrongType
    /// Of the right type, but out of range or not one of the known names.
    case invalidValue
    case missingKey
    /// Two values that do not go together.
    case conflict
    /// A `--set` that is not `key.path=value`.
    case invalidOverride
  }

  public var code: Code
  /// The file as the caller named it, or `--set key.path=value`.
  public var source: String
  /// From 1; `nil` where the whole file or a `--set` is meant.
  public var line: Int?
  /// `optimizer.lr`; `nil` where the whole file is meant.
  public var key: String?
  /// What is wrong and what to do.
  public var message: String

  public init(_ code: Code, source: String, line: Int? = nil, key: String? = nil, message: String) {
    self.code = code
    self.source = source
    self.line = line
    self.key = key
    self.message = message
  }

  /// `run.yaml:12: optimizer.lr: -1 is not above 0`.
  public var description: String {
    var text = source
    if let line { text += ":\(line)" }
    if let key { text += ": \(key)" }
    return text + ": " + message
  }
}
