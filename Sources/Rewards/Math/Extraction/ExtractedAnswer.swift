/// The final answer of a response, as text that the parser reads.
struct ExtractedAnswer: Sendable, Hashable {
  /// The texts of the answer: one, or the parts of one answer in order (`\boxed{2}, \boxed{3}` or "$1$ and $2$").
  /// A part may itself be a list; several parts mean the same as one text with commas between them.
  var parts: [String]
  var origin: Origin
  /// The text is LaTeX (it came from math delimiters or a box, or holds commands) rather than plain prose.
  var isFormula: Bool
  /// The option that the text chooses, where it starts with a letter as options have them: `\textbf{(B) } 12`.
  var option: ChosenOption?

  init(parts: [String], origin: Origin, isFormula: Bool, option: ChosenOption? = nil) {
    self.parts = parts
    self.origin = origin
    self.isFormula = isFormula
    self.option = option
  }

  /// Which rule found it, in the order in which they are tried.
  enum Origin: String, Sendable, Hashable, CaseIterable {
    /// A letter, where only options are looked for.
    case option
    /// The last `<answer>…</answer>`.
    case answerTag = "answer_tag"
    /// The last `\boxed{…}`.
    case box
    /// What follows "the answer is".
    case phrase
    /// The last formula between math delimiters.
    case formula
    /// The last number or expression in plain text.
    case expression
    /// The whole response, being short and without a value in it.
    case wholeText = "whole_text"
  }
}

/// "(B) 12": the letter and what it stands for.
struct ChosenOption: Sendable, Hashable {
  /// As written: "B", or "b".
  var letter: String
  /// What stands behind the letter; empty where nothing does.
  var text: String
}

/// What a response comes to.
enum ExtractionOutcome: Sendable, Hashable {
  case answer(ExtractedAnswer)
  /// Why there is none, in words for a person.
  case noAnswer(String)
  /// What contradicts what, in words for a person, and the answers in the order of the text.
  case severalAnswers(String, [String])
}
