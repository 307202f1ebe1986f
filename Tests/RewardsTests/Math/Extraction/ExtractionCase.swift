@testable import Rewards

/// What is expected of a response, and what it came to, in a form that reads well in a table.
enum Extracted: Equatable, Sendable, CustomStringConvertible {
  /// The parts of the answer.
  case answer([String])
  case none
  case several([String])

  static func one(_ part: String) -> Extracted { .answer([part]) }

  init(_ outcome: ExtractionOutcome) {
    self =
      switch outcome {
      case .answer(let answer): .answer(answer.parts)
      case .noAnswer: .none
      case .severalAnswers(_, let texts): .several(texts)
      }
  }

  var description: String {
    switch self {
    case .answer(let parts): parts.joined(separator: " & ")
    case .none: "no answer"
    case .several(let texts): "several: " + texts.joined(separator: " | ")
    }
  }
}

extension Extracted: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .answer([value]) }
}

/// Extracts with texts as equal as they are written, blanks aside.
func outcome(
  of response: String, targets: Set<MathSettings.Target> = Set(MathSettings.Target.allCases), isGold: Bool = false
) -> ExtractionOutcome {
  AnswerExtraction(settings: MathSettings(targets: targets), isGold: isGold).extract(from: response) { left, right in
    left.filter { $0 != " " } == right.filter { $0 != " " }
  }
}

func extracted(_ response: String, targets: Set<MathSettings.Target> = Set(MathSettings.Target.allCases)) -> Extracted {
  Extracted(outcome(of: response, targets: targets))
}

func answer(of response: String) -> ExtractedAnswer? {
  guard case .answer(let answer) = outcome(of: response) else { return nil }
  return answer
}
