/// The right answer of a row. Not the same type as a prediction, so that the two cannot be swapped.
public struct GoldAnswer: Sendable, Hashable {
  public var text: String

  public init(_ text: String) { self.text = text }
}

/// What a model answered.
public struct PredictedAnswer: Sendable, Hashable {
  public var text: String

  public init(_ text: String) { self.text = text }
}

/// What the two texts of a pair are.
public enum AnswerKind: String, Sendable, Hashable, CaseIterable {
  /// Answers by themselves.
  case answer
  /// Whole responses, of which the final answer is taken (``AnswerExtraction``).
  case extraction
}

/// What a row may ask for beyond equality by meaning.
public struct MathSettings: Sendable, Hashable {
  /// Where answers are looked for in a response.
  public enum Target: String, Sendable, Hashable, CaseIterable {
    /// Formulas between dollar signs, `\( \)`, `\[ \]`, in boxes.
    case latex
    /// Numbers and expressions in plain text.
    case expr
    /// Letters of multiple-choice options.
    case string
  }

  /// `false`: variables may be renamed freely.
  public var strict: Bool
  /// Decimals are equal that agree when both are rounded to so many places; `nil` compares exactly.
  public var decimalPlaces: Int?
  /// `true`: an inequality may be given for an interval whichever of the two the gold is (always so unless a row says
  /// `false`, which only takes a set for a gold set).
  public var setRelations: Bool
  /// The language of the response, a hint for phrases such as "the answer is"; all known ones are tried without it.
  public var language: String?
  public var targets: Set<Target>

  public init(
    strict: Bool = true, decimalPlaces: Int? = nil, setRelations: Bool = true, language: String? = nil,
    targets: Set<Target> = Set(Target.allCases)
  ) {
    self.strict = strict
    self.decimalPlaces = decimalPlaces
    self.setRelations = setRelations
    self.language = language
    self.targets = targets
  }
}
