/// A program, or an answer, handed in for a problem.
public struct Submission: Sendable, Hashable {
  public enum Body: Sendable, Hashable {
    /// One source text.
    case source(String)
    /// A whole model response; the program is in one of its fenced blocks, or it ends with an answer.
    case response(String)
    /// An answer to a math problem, by itself.
    case answer(String)
    /// Several files (contest packages); the language decides which is the main one.
    case files([SourceFile])
  }

  public var id: String
  public var problemID: String
  /// A language id of the table; `nil` for a response whose fence names it.
  public var language: String?
  public var body: Body
  /// The verdicts that `--expect` allows.
  public var expected: Set<Verdict>?
  /// `--expect` for packages: verdicts of which at least one test must have one (`partially_accepted`: not all accepted).
  public var expectation: Expectation?

  public init(
    id: String, problemID: String, language: String?, body: Body, expected: Set<Verdict>? = nil,
    expectation: Expectation? = nil
  ) {
    self.id = id
    self.problemID = problemID
    self.language = language
    self.body = body
    self.expected = expected
    self.expectation = expectation
  }
}

/// What a label says beyond a set of verdicts.
public struct Expectation: Sendable, Hashable {
  /// The label as it is written: a folder's name or an `@EXPECTED_RESULTS@` line.
  public var label: String
  /// At least one test must not be accepted, whatever its verdict is.
  public var notAllAccepted: Bool
  /// A person has to look (`CHECK-MANUALLY`): nothing is expected.
  public var unchecked: Bool
  /// For each set, at least one test must have one of its verdicts (`required` of a package's submissions.yaml).
  public var someTestHas: [Set<Verdict>]

  public init(
    label: String, notAllAccepted: Bool = false, unchecked: Bool = false, someTestHas: [Set<Verdict>] = []
  ) {
    self.label = label
    self.notAllAccepted = notAllAccepted
    self.unchecked = unchecked
    self.someTestHas = someTestHas
  }
}
