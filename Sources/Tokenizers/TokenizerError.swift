/// Why a tokenizer could not be read, written, trained or used for a chat: the file, the field and what to do about it.
public struct TokenizerError: Error, Hashable, Sendable {
  /// What went wrong. The set is open: match the cases you handle and keep a default.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// A file is missing or cannot be read or written.
    public static let file = Code(rawValue: "file")
    /// A file, a vocabulary or a list is over the limit that this library sets.
    public static let tooLarge = Code(rawValue: "too_large")
    /// A file is not JSON, or ends too early.
    public static let invalidJSON = Code(rawValue: "invalid_json")
    /// A field that is needed is absent.
    public static let missingField = Code(rawValue: "missing_field")
    /// A field has a value that contradicts the format.
    public static let invalidField = Code(rawValue: "invalid_field")
    /// The file is well formed but asks for something that is not built here.
    public static let unsupported = Code(rawValue: "unsupported")
    /// The chat template is not one of the known ones.
    public static let unknownChatTemplate = Code(rawValue: "unknown_chat_template")
    /// A chat that its template cannot render.
    public static let invalidChat = Code(rawValue: "invalid_chat")
    /// Settings of a training run that cannot work.
    public static let invalidTraining = Code(rawValue: "invalid_training")
  }

  public var code: Code
  /// The file, or `GGUF metadata`; `nil` where no file is involved.
  public var file: String?
  /// The field as a path, `model.merges[3]`; `nil` where the whole file is meant.
  public var field: String?
  /// What is wrong, in a sentence.
  public var message: String
  /// What to do about it, where something can be done.
  public var advice: String?
  /// The `errno` of the call that the system refused; `nil` where none was, or none is known.
  public var errorNumber: Int32?

  public init(
    _ code: Code, file: String? = nil, field: String? = nil, _ message: String, advice: String? = nil,
    errorNumber: Int32? = nil
  ) {
    self.code = code
    self.file = file
    self.field = field
    self.message = message
    self.advice = advice
    self.errorNumber = errorNumber
  }
}

extension TokenizerError: CustomStringConvertible {
  /// `tokenizer.json: model.type: "Unigram" is not supported (use a byte-level BPE tokenizer)`
  public var description: String {
    let place = [file, field].compactMap { $0 }.map { $0 + ": " }.joined()
    return place + message + (advice.map { " (\($0))" } ?? "")
  }
}

/// What this library refuses, so that a hostile file cannot take the machine's memory.
enum Limits {
  /// The largest tokenizer.json in use (multilingual, 260 000 tokens) has about 35 MB.
  static let fileBytes = 256 << 20
  /// Sixteen times the largest vocabulary in use.
  static let vocabularySize = 1 << 22
  /// Added tokens: the most in use are about 6500.
  static let addedTokens = 1 << 17
  /// Deeper JSON than this is no tokenizer.
  static let jsonDepth = 128
  /// The longest text of one token; a run of spaces is the longest in use (about 500).
  static let tokenBytes = 1 << 16
}
