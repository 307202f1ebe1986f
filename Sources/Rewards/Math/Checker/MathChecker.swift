/// Decides whether a predicted answer is right, by what it means.
///
///     let checker = MathChecker()
///     let judgement = checker.compare(gold: GoldAnswer(#"\frac{1}{2}"#), prediction: PredictedAnswer("0.5"))
///     judgement.correct  // true
///
/// Two relations stand behind it: `equal`, an equivalence, and `accepts`, which is `equal` or one rule of the leniency
/// table, one way only. Nothing is evaluated by wall clock, nothing runs in another process; work is bounded by a
/// ``WorkBudget``. A checker holds no state and can be shared by any number of tasks.
public struct MathChecker: Sendable {
  public var settings: MathSettings
  public var budget: WorkBudget

  public init(settings: MathSettings = MathSettings(), budget: WorkBudget = WorkBudget()) {
    self.settings = settings
    self.budget = budget
  }

  /// - Parameter kind: whether the texts are answers, or responses that hold one.
  public func compare(gold: GoldAnswer, prediction: PredictedAnswer, kind: AnswerKind = .answer) -> Judgement {
    compare(gold: AnswerText(gold.text), prediction: AnswerText(prediction.text))
  }

  private func compare(gold: AnswerText, prediction: AnswerText) -> Judgement {
    if prediction.isBlank { return Judgement(correct: false, code: .noAnswer, detail: "there is no answer") }
    if let judgement = OptionLetters.compare(gold: gold.text, prediction: prediction.text) { return judgement }
    return PairComparison(gold: gold, prediction: prediction, settings: settings, budget: budget).judgement()
  }
}

/// The text of one answer.
struct AnswerText: Sendable, Hashable {
  var text: String

  init(_ text: String) { self.text = text }

  /// Whether there is nothing to be seen in it.
  var isBlank: Bool {
    text.unicodeScalars.allSatisfy { Vocabulary.isInvisible($0) || $0.properties.isWhitespace }
  }
}
