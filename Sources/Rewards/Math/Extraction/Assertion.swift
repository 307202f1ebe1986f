/// A statement of a response about its answer.
struct Assertion: Sendable {
  var parts: [String]
  var isFormula = false
  /// The tokens it was read from.
  var tokens: Range<Int>
  /// "The *final* answer is".
  var isFinal = false
  /// The value follows the phrase at once, rather than somewhere in its sentence.
  var isDirect = true
  /// "is not 7".
  var isDenied = false
  var isApproximate = false
  /// "7, or 8": alternatives.
  var isChoice = false
  /// "No, that's 14": perhaps said of a step, so that it counts only where an answer was given that it can replace.
  var isCorrection = false
  /// "The answer must be positive": words that tell of the answer, unless no value follows.
  var isDescription = false
}

/// What happens to the answer as a response goes on, in order.
enum AnswerEvent: Sendable {
  case assertion(Assertion)
  /// "Wait", "actually": what is asserted next replaces what was asserted before.
  case doubt
  /// "That is wrong."
  case withdrawal
}
