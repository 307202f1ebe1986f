/// One row of math pairs: what is compared, how, and what should come of it.
public struct MathPair: Sendable, Hashable {
  public var id: String
  public var gold: GoldAnswer
  public var prediction: PredictedAnswer
  public var kind: AnswerKind
  /// Whether the prediction is right, where the row says so.
  public var expected: Bool?
  public var settings: MathSettings

  public init(
    id: String, gold: GoldAnswer, prediction: PredictedAnswer, kind: AnswerKind = .answer, expected: Bool? = nil,
    settings: MathSettings = MathSettings()
  ) {
    self.id = id
    self.gold = gold
    self.prediction = prediction
    self.kind = kind
    self.expected = expected
    self.settings = settings
  }

  /// Decides it. A pure function of pair and budget.
  public func judgement(budget: WorkBudget = WorkBudget()) -> Judgement {
    MathChecker(settings: settings, budget: budget).compare(gold: gold, prediction: prediction, kind: kind)
  }

  var byteCount: Int { gold.text.utf8.count + prediction.text.utf8.count }
}

extension Judgement {
  /// The fixed code at the head of ``reason``: `different`, `policy:unit_left_out`.
  public var codeText: String { if case .policy(let name) = code { "policy:\(name)" } else { code.name } }

  /// The row of a pair: one JSON object on one line, without the line's end.
  ///
  /// - Parameters:
  ///   - id: left out where there is none.
  ///   - expected: what the pair says should come; adds `expected` and `met`, which is null where nothing was decided.
  public func rowText(id: String? = nil, expected: Bool? = nil) -> String {
    var row = JSONObjectText()
    if let id { row.add("id", id) }
    row.add("correct", raw: correct.map { $0 ? "true" : "false" } ?? "null")
    row.add("reason", reason)
    row.add("gold_form", goldForm)
    row.add("prediction_form", predictionForm)
    if let expected {
      row.add("expected", expected)
      row.add("met", raw: correct.map { $0 == expected ? "true" : "false" } ?? "null")
    }
    return row.line
  }
}
