import Rewards
import Text

extension Judgement {
  /// The decision on one line for a person, whatever the texts hold.
  var sentence: String {
    let answer =
      switch correct {
      case true?: "correct"
      case false?: "not correct"
      case nil: "unknown"
      }
    let forms = "gold \(goldForm ?? "-"), prediction \(predictionForm ?? "-")"
    return PrintableText.make("\(answer): \(words) (\(reason)); \(forms)")
  }

  /// The code in words.
  private var words: String {
    switch code {
    case .structure: "the same in canonical form"
    case .algebra: "the difference is exactly zero"
    case .numeric: "no evaluation tells them apart"
    case .policy where correct == true: "accepted by a rule of the leniency table"
    case .policy: "refused by a rule of the leniency table"
    case .different: "they differ"
    case .noAnswer: "the response holds no final answer"
    case .severalAnswers: "the response ends with answers that contradict each other"
    case .predictionUnparseable: "the prediction does not parse"
    case .budget: "to decide it would take more work than is allowed"
    case .goldUnparseable: "the gold does not parse"
    }
  }
}
