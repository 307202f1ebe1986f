/// The decision about one pair, with the reason a person can read.
public struct Judgement: Sendable, Hashable {
  /// `nil` where nothing can be said: the gold does not parse.
  public var correct: Bool?
  public var code: ReasonCode
  /// More words about the code: which policy, which position, what differs.
  public var detail: String
  /// The canonical forms, as far as the texts could be read.
  public var goldForm: String?
  public var predictionForm: String?

  public init(
    correct: Bool?, code: ReasonCode, detail: String = "", goldForm: String? = nil, predictionForm: String? = nil
  ) {
    self.correct = correct
    self.code = code
    self.detail = detail
    self.goldForm = goldForm
    self.predictionForm = predictionForm
  }

  /// The code, then the words: `different: 2 is not 3`, `policy:unit_left_out`.
  public var reason: String {
    let head = if case .policy(let name) = code { "policy:\(name)" } else { code.name }
    return detail.isEmpty ? head : "\(head): \(detail)"
  }
}

/// Why a pair was decided as it was (fixed names).
public enum ReasonCode: Sendable, Hashable {
  /// Equal: the same once written in canonical form.
  case structure
  /// Equal: the difference is exactly zero.
  case algebra
  /// Equal: no evaluation tells them apart (see the documentation for how sure that is).
  case numeric
  /// Accepted, or refused, by the named rule of the leniency table.
  case policy(String)
  case different
  /// The response holds no final answer.
  case noAnswer
  /// The response ends with answers that contradict each other.
  case severalAnswers
  case predictionUnparseable
  /// It would take more work than the budget allows.
  case budget
  case goldUnparseable

  var name: String {
    switch self {
    case .structure: "structure"
    case .algebra: "algebra"
    case .numeric: "numeric"
    case .policy: "policy"
    case .different: "different"
    case .noAnswer: "no_answer"
    case .severalAnswers: "several_answers"
    case .predictionUnparseable: "prediction_unparseable"
    case .budget: "budget"
    case .goldUnparseable: "gold_unparseable"
    }
  }
}
