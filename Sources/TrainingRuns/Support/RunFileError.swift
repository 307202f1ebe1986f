import Text

/// What is wrong with a file of a run or of its data, and where: file, line and field, with advice in the message.
public struct RunFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of trouble; more may be added.
  public enum Code: Sendable, Hashable {
    case notFound
    /// A directory, no permission, an I/O error.
    case unreadable
    case unwritable
    case diskFull
    /// A file or a line beyond its limit.
    case tooLarge
    /// Bytes that cannot have been written by us, or that changed since.
    case damaged
    case invalidUTF8
    case invalidJSON
    case missingField
    case wrongType
    case invalidValue
    /// The file became another while it was in use.
    case changed
  }

  public var code: Code
  /// The file as the caller named it.
  public var file: String
  /// From 1; `nil` where the whole file is meant.
  public var line: Int?
  /// `messages[3].role`; `nil` where the whole line is meant.
  public var field: String?
  /// What is wrong and what to do.
  public var message: String

  public init(_ code: Code, file: String, line: Int? = nil, field: String? = nil, message: String) {
    self.code = code
    self.file = file
    self.line = line
    self.field = field
    self.message = message
  }

  /// A system call that writes failed: a full disk, no permission, or anything else, told apart by `errno`.
  public init(writing path: String, errno code: Int32) { self = OutputFile.error(path, code, "writing failed") }

  /// `rows.jsonl:12: messages[0].role: unknown role "sytem"`.
  public var description: String {
    var text = PrintableText.make(file)
    if let line { text += ":\(line)" }
    if let field { text += ": \(field)" }
    return text + ": " + message
  }
}
