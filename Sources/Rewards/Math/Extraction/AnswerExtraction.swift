/// Takes the final answer out of a response to a mathematical problem.
///
/// The order of the rules, each of which decides if it finds something:
///
/// 1. Only the text behind the last `</think>` counts, up to a chat marker, without comments, programs and struck-out
///    text; thinking that is never closed is no answer. Doubled backslashes are undone where the damage is evident.
/// 2. The last `<answer>…</answer>` that holds something; the rules below apply within it. It counts as a box does.
/// 3. The last `\boxed{…}` that is closed, not empty and not denied, with the boxes that are parts of the same answer.
///    A box that is cut off, where there is no other, is no answer.
/// 4. "The answer is …": the last assertion. Assertions that contradict each other (behind the box too) are several
///    answers, unless the response takes the earlier ones back. A second candidate right behind the answer ("or maybe
///    8") is such a contradiction; values under conditions ("7 if n is odd, else 8") are an answer in words.
/// 5. A text of mathematics alone, or the last value of the text that its sentence neither denies nor supposes: a formula
///    or an expression in prose, whichever comes later and may be looked for. A refusal has none.
/// 6. The whole text, where it is short and says no value.
///
/// Where only options are looked for, rules 3 to 6 read letters. All of it is linear in the length of the response.
struct AnswerExtraction {
  private let settings: MathSettings
  private let isGold: Bool

  /// - Parameter isGold: the response is the reference, which is trusted: a box that was cut off is read to its end.
  init(settings: MathSettings, isGold: Bool = false) {
    self.settings = settings
    self.isGold = isGold
  }

  private static let longest = 1 << 30

  /// - Parameter same: whether two candidate answers mean the same.
  func extract(from response: String, same: (String, String) -> Bool) -> ExtractionOutcome {
    guard response.utf8.count <= Self.longest else { return .noAnswer("the response is too long to be read") }
    let segment: ResponseText
    switch FinalSegment.of(ResponseText(response)) {
    case .nothing(let why): return .noAnswer(why)
    case .text(let text): segment = EscapeDamage.repaired(text)
    }
    return withoutActuallyEscaping(same) { same in
      ResponseReading(settings: settings, isGold: isGold, agreement: AnswerAgreement(same: same)).outcome(of: segment)
    }
  }
}
