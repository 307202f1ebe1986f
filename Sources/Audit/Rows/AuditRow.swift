import Rewards

/// A row of any format, as checks see it.
struct AuditRow: Sendable {
  enum Kind: String, Sendable, Hashable {
    case math
    case code
    /// A conversation or text without a gold answer.
    case text
  }

  var file: String
  var line: Int
  var id: String
  /// The row names itself; otherwise its id is made of its line.
  var hasOwnID = false
  /// `grade` refuses a file in which two rows of this format have the same id.
  var idMustBeUnique = false
  var kind: Kind
  /// `nil` where the row has no such field.
  var prompt: String?
  /// Texts of multiple-choice options, in order.
  var options: [String] = []
  var gold: String?
  /// How answers are compared with the gold: some rows hold whole responses as gold.
  var goldKind: AnswerKind = .answer
  var settings = MathSettings()
  /// The worked solution that came with the gold.
  var solution: String?
  /// The solution states the gold itself (GSM8K): the two cannot differ.
  var solutionStatesGold = false
  /// The one response that the row teaches (SFT): the same prompt with another response is another row.
  var taught: String?
  /// The row brings images along.
  var hasImages = false
  var responses: [Rollout] = []
  var problem: Problem?
  var references: [Submission] = []
  /// The entry point that the row names beside its test code (HumanEval).
  var entryPoint: String?
  /// Tests that the row holds and the reader leaves out, in words.
  var unreachable: String?

  init(file: String, line: Int, id: String, kind: Kind) {
    self.file = file
    self.line = line
    self.id = id
    self.kind = kind
  }

  var place: String { "\(file):\(line)" }

  /// Prompt and options: what a model would be asked.
  var question: String? {
    guard let prompt else { return nil }
    return options.isEmpty ? prompt : prompt + "\n" + options.joined(separator: "\n")
  }
}

/// A response to a row's prompt, with the score that somebody gave it.
struct Rollout: Sendable, Hashable {
  var text: String
  /// The text is a bare answer or program, not a whole response.
  var isBare = false
  var language: String?
  var score: Double?
  /// Where it stands: `FILE:LINE`, or `response 3`.
  var place: String
}
