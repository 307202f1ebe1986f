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
    switch kind {
    case .answer: return compare(gold: PairText(gold.text), prediction: PairText(prediction.text))
    case .extraction: return compareExtracted(gold.text, prediction.text)
    }
  }

  /// Takes the final answers out of both responses first.
  private func compareExtracted(_ gold: String, _ prediction: String) -> Judgement {
    let goldText: PairText
    switch extracted(gold, isGold: true) {
    case .answer(let answer): goldText = PairText(restated(answer))
    case .noAnswer(let why), .severalAnswers(let why, _):
      return Judgement(correct: nil, code: .goldUnparseable, detail: why)
    }
    switch extracted(prediction, isGold: false) {
    case .answer(let answer):
      let judgement = compare(gold: goldText, prediction: PairText(restated(answer)))
      // "(B) 12" where the gold is what the option stands for.
      guard judgement.correct == false, let option = answer.option, !option.text.isEmpty else { return judgement }
      let byText = compare(gold: goldText, prediction: PairText(option.text))
      return byText.correct == true ? byText : judgement
    case .noAnswer(let why): return Judgement(correct: false, code: .noAnswer, detail: why, goldForm: goldText.text)
    case .severalAnswers(let why, _):
      return Judgement(correct: false, code: .severalAnswers, detail: why, goldForm: goldText.text)
    }
  }

  /// The parts as one list, or the last of them where they all say the same.
  private func restated(_ answer: ExtractedAnswer) -> String {
    guard let last = answer.parts.last, answer.parts.count > 1, answer.parts.count <= 4 else { return answer.joined }
    let allSaySame = answer.parts.dropLast().allSatisfy {
      compare(gold: PairText(last), prediction: PairText($0)).correct == true
    }
    return allSaySame ? last : answer.joined
  }

  private func extracted(_ response: String, isGold: Bool) -> ExtractionOutcome {
    AnswerExtraction(settings: settings, isGold: isGold).extract(from: response) { first, second in
      compare(gold: PairText(first), prediction: PairText(second)).correct == true
    }
  }

  private func compare(gold: PairText, prediction: PairText) -> Judgement {
    if gold.isBlank { return Judgement(correct: nil, code: .goldUnparseable, detail: "there is no gold answer") }
    if prediction.isBlank { return Judgement(correct: false, code: .noAnswer, detail: "there is no answer") }
    if let judgement = OptionAnswer.compare(gold: gold.text, prediction: prediction.text) { return judgement }
    if let judgement = OptionAnswer.compareWithText(gold: gold.text, prediction: prediction.text) { return judgement }
    return PairComparison(gold: gold, prediction: prediction, settings: settings, budget: budget).judgement()
  }
}

extension ExtractedAnswer {
  /// The parts as one list.
  var joined: String { parts.joined(separator: ", ") }
}

/// The text of one answer.
struct PairText: Sendable, Hashable {
  var text: String

  init(_ text: String) { self.text = text }

  /// Whether there is nothing to be seen in it.
  var isBlank: Bool {
    text.unicodeScalars.allSatisfy { Vocabulary.isInvisible($0) || $0.properties.isWhitespace }
  }
}
