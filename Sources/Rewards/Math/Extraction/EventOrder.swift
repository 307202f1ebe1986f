/// Brings assertions and retractions into the order of the text.
enum EventOrder {
  struct Event {
    var start: Int
    var end: Int
    var what: AnswerEvent
  }

  /// - Parameter hasBox: the tokens start behind a box, which is an assertion too.
  /// - Parameter isTrusted: the response is a reference, which is not doubted.
  static func events(
    _ findings: PhraseScanner.Findings, in reader: ValueReader, hasBox: Bool, isTrusted: Bool
  ) -> [Event] {
    let asserted = findings.assertions.map { event(.assertion($0), $0.tokens) }
    if isTrusted { return asserted }
    let rivals = Rivals(reader: reader)
    let ends = (hasBox ? [0] : []) + findings.assertions.filter { !$0.isDenied }.map(\.tokens.upperBound)
    let others = ends.compactMap { rivals.rival(behind: $0) }.map { event(.assertion($0), $0.tokens) }
    let retractions = Retractions(text: reader.text, tokens: reader.tokens, reader: reader)
    var corrections: [Event] = []
    for assertion in findings.assertions where assertion.isDenied {
      // "The answer is not 7. It must be 5."
      guard let correction = retractions.correction(behind: assertion.tokens.upperBound - 1) else { continue }
      corrections.append(event(.assertion(correction), correction.tokens))
    }
    return merged(asserted, retractions.events() + corrections + others)
  }

  /// Doubts within an assertion ("the answer is actually 5") doubt nothing.
  private static func merged(_ asserted: [Event], _ others: [Event]) -> [Event] {
    var merged: [Event] = []
    var taken = 0
    var lastEnd = 0
    for event in others.sorted(by: { $0.start < $1.start }) {
      while taken < asserted.count, asserted[taken].start <= event.start {
        merged.append(asserted[taken])
        lastEnd = asserted[taken].end
        taken += 1
      }
      if event.start >= lastEnd { merged.append(event) }
    }
    return merged + asserted[taken...]
  }

  static func event(_ what: AnswerEvent, _ tokens: Range<Int>) -> Event {
    Event(start: tokens.lowerBound, end: tokens.upperBound, what: what)
  }
}
