/// How the output of a program is compared with the expected one.
public enum Checker: Sendable, Hashable {
  /// Byte for byte.
  case exact
  /// Line by line; blanks at line ends and empty lines at the end do not count.
  case lines
  /// Token by token; white space only separates. `caseSensitive` false folds ASCII and Unicode case;
  /// `spaceSensitive` true also compares the white space (Kattis `space_change_sensitive`).
  case tokens(caseSensitive: Bool = true, spaceSensitive: Bool = false)
  /// Tokens, where two numbers may differ by the absolute or the relative tolerance.
  case float(FloatTolerance)
  /// As LiveCodeBench compares.
  case lcb
  /// A program decides from input, expected output and the program's output.
  case custom(CheckerProgram)
  /// A program talks with the submission and decides.
  case interactive(CheckerProgram)
}

/// Numbers are equal if either bound holds.
public struct FloatTolerance: Sendable, Hashable {
  public var absolute: Double?
  public var relative: Double?
  /// Kattis flags that may stand beside a tolerance.
  public var caseSensitive: Bool
  public var spaceSensitive: Bool

  public init(
    absolute: Double? = nil, relative: Double? = nil, caseSensitive: Bool = true, spaceSensitive: Bool = false
  ) {
    self.absolute = absolute
    self.relative = relative
    self.caseSensitive = caseSensitive
    self.spaceSensitive = spaceSensitive
  }
}

/// A checker or interactor that comes with the problem. It is run in a sandbox of its own.
public struct CheckerProgram: Sendable, Hashable {
  /// How it is called and how it answers.
  public enum Convention: String, Sendable, Hashable, Codable {
    /// `checker input output answer`, exit 0 = accepted, 1 or 2 = wrong, 3 = the checker failed.
    case testlib
    /// `validator input answer feedback_dir < output`, exit 42 = accepted, 43 = wrong, all else = it failed.
    case kattis
  }

  public var convention: Convention
  public var language: String
  /// Name → contents, at least one; the first is the main one.
  public var files: [SourceFile]
  /// Arguments for every test (Kattis `validator_flags`).
  public var arguments: [String]
  /// CPU and memory of one run of the checker itself.
  public var timeLimitSeconds: Double
  public var memoryLimitBytes: Int
  /// Kattis multi-pass: the validator may ask for another run of the program with the input that it wrote.
  public var maximumPasses: Int

  public init(
    convention: Convention = .kattis, language: String, files: [SourceFile], arguments: [String] = [],
    timeLimitSeconds: Double = 60, memoryLimitBytes: Int = 2 << 30, maximumPasses: Int = 1
  ) {
    self.convention = convention
    self.language = language
    self.files = files
    self.arguments = arguments
    self.timeLimitSeconds = timeLimitSeconds
    self.memoryLimitBytes = memoryLimitBytes
    self.maximumPasses = maximumPasses
  }
}

/// One file of a program.
public struct SourceFile: Sendable, Hashable {
  /// A relative path without `..`.
  public var name: String
  public var contents: [UInt8]

  public init(name: String, contents: [UInt8]) {
    self.name = name
    self.contents = contents
  }
}
