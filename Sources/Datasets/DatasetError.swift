/// What is wrong with a dataset, and where: file, line and field, with advice in the message.
///
/// A reader that throws this can be asked for the next row unless ``endsInput`` is true.
public struct DatasetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of trouble; more may be added.
  public enum Code: Sendable, Hashable {
    case fileNotFound
    /// A directory where a file was expected, or the other way round.
    case wrongFileKind
    case unreadable
    case emptyFile
    /// A compressed stream or a row that ends in the middle.
    case truncated
    /// A compressed stream that does not decode.
    case corrupt
    case invalidUTF8
    /// A line or a decompressed value beyond its limit.
    case tooLarge
    case invalidJSON
    case wrongType
    case missingField
    case invalidValue
    case duplicateID
    case noTests
    /// A row or file of another format than the one asked for.
    case wrongFormat
    /// Valid, but of a kind that this judge does not run.
    case unsupported
    /// A package that breaks its format.
    case invalidPackage
    /// A package whose test data is not all there.
    case incompletePackage
    /// A program that is needed to read this is not installed.
    case toolMissing
    /// Writing a temporary copy failed.
    case temporaryFile
  }

  public var code: Code
  /// The file as the caller named it.
  public var file: String
  /// From 1; `nil` where the whole file is meant.
  public var line: Int?
  /// `tests[3].input`; `nil` where the whole row is meant.
  public var field: String?
  /// What is wrong and what to do.
  public var message: String
  /// The reader has nothing more to give after this error.
  public var endsInput: Bool

  public init(
    _ code: Code, file: String, line: Int? = nil, field: String? = nil, message: String, endsInput: Bool = false
  ) {
    self.code = code
    self.file = file
    self.line = line
    self.field = field
    self.message = message
    self.endsInput = endsInput
  }

  /// `rows.jsonl:12: tests[0].input: expected a string, got a number`.
  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    if let field { text += ": \(field)" }
    return text + ": " + message
  }
}
