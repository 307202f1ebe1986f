/// Why a file of a model could not be read or written.
///
/// It is the one error of this library: whatever bytes a file holds, reading it ends in a value or in this.
public struct ModelFileError: Error, Hashable, Sendable {
  /// What kind of thing went wrong. More codes may come: have a default where you compare them.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The operating system refused to open, read, write or rename a file.
    public static let system = Code(description: "system")
    /// The file ends before what it promises.
    public static let truncated = Code(description: "truncated")
    /// The bytes break the rules of their format.
    public static let malformed = Code(description: "malformed")
    /// The file asks for more than this library is willing to hold.
    public static let limit = Code(description: "limit")
    /// The file is sound, but uses something that this library does not support.
    public static let unsupported = Code(description: "unsupported")
    /// A file, a tensor or a key that is needed is not there.
    public static let missing = Code(description: "missing")
    /// A tensor is there that the model does not have.
    public static let unexpected = Code(description: "unexpected")
    /// Two things that must agree do not: a shape and a configuration, a tensor and the memory for it.
    public static let mismatch = Code(description: "mismatch")
  }

  /// Where in the file it went wrong.
  public enum Place: Hashable, Sendable, CustomStringConvertible {
    case tensor(String)
    case key(String)
    /// An offset in bytes from the start of the file.
    case byte(UInt64)

    public var description: String {
      switch self {
      case .tensor(let name): "tensor \(name.shownInErrors)"
      case .key(let name): "key \(name.shownInErrors)"
      case .byte(let offset): "byte \(offset)"
      }
    }
  }

  public var code: Code
  /// The file or folder.
  public var path: String
  public var place: Place?
  /// What is wrong, in a sentence without a full stop.
  public var problem: String
  /// What the user can do about it.
  public var advice: String?
  /// The `errno` of the call that the system refused; `nil` where none was.
  public var errorNumber: Int32?

  public init(
    _ code: Code, path: String, at place: Place? = nil, _ problem: String, advice: String? = nil,
    errorNumber: Int32? = nil
  ) {
    self.code = code
    self.path = path
    self.place = place
    self.problem = problem
    self.advice = advice
    self.errorNumber = errorNumber
  }
}

extension ModelFileError: CustomStringConvertible {
  /// `path: place: problem (advice)`, on one line.
  public var description: String {
    let parts = [path, place?.description, problem].compactMap { $0 }.joined(separator: ": ")
    return advice.map { "\(parts) (\($0))" } ?? parts
  }
}

extension String {
  /// Names come from files that nobody vouches for: cut to 200 characters, control characters replaced.
  var shownInErrors: String {
    let shown = String(
      String.UnicodeScalarView(unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? "?" : $0 }))
    return unicodeScalars.dropFirst(200).isEmpty ? shown : shown + "…"
  }
}
