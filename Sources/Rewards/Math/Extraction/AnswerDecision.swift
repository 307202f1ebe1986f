/// Follows what a response asserts from statement to statement, and says which answer it ends with.
///
/// A statement behind a doubt replaces those before it, a denial strikes out what it denies, a withdrawal strikes out
/// all. If the statements left contradict each other, there is no single answer.
struct AnswerDecision {
  enum Result {
    case answer(Assertion)
    case several([Assertion])
    /// All that was asserted was taken back.
    case takenBack
    case nothing
  }

  private let agreement: AnswerAgreement
  private var active: [Assertion] = []
  private var isDoubted = false
  private var wasAsserted = false
  /// Something was asserted or denied that a correction can replace.
  private var wasValueNamed = false

  init(_ agreement: AnswerAgreement, box: Assertion? = nil) {
    self.agreement = agreement
    if let box {
      active = [box]
      wasAsserted = true
      wasValueNamed = true
    }
  }

  mutating func take(_ event: AnswerEvent) {
    switch event {
    case .doubt: isDoubted = true
    case .withdrawal:
      active.removeAll()
      isDoubted = true
    case .assertion(let assertion): take(assertion)
    }
  }

  private mutating func take(_ assertion: Assertion) {
    if assertion.isCorrection {
      guard wasValueNamed else { return }
    } else if assertion.isDirect, !assertion.isDenied {
      active.removeAll(where: \.isCorrection)
    }
    wasAsserted = true
    if !assertion.isDescription { wasValueNamed = true }
    if assertion.isDenied {
      active.removeAll { agreement.agree($0.parts, assertion.parts) }
      isDoubted = true
      return
    }
    if isDoubted, assertion.isDirect, !isWords(assertion) || active.allSatisfy(isWords) { active.removeAll() }
    isDoubted = false
    if active.count >= Self.most { active.removeFirst() }
    active.append(assertion)
  }

  /// A response that asserts more is not read to its beginning.
  private static let most = 32

  // MARK: The result

  func result() -> Result {
    guard let weighty = weighty(), let last = weighty.last else { return wasAsserted ? .takenBack : .nothing }
    var distinct: [Assertion] = []
    var seen: Set<[String]> = [last.parts]
    for assertion in weighty.dropLast().reversed() where seen.insert(assertion.parts).inserted {
      if agreement.agree(assertion.parts, last.parts) { continue }
      distinct.append(assertion)
      if distinct.count >= 8 { break }
    }
    if !distinct.isEmpty { return .several(distinct.reversed() + [last]) }
    return .answer(weighty.first { $0.isFinal && agreement.agree($0.parts, last.parts) } ?? last)
  }

  /// Direct statements before indirect ones, exact ones before rounded ones, values before words; "final" ones alone if
  /// the last word is one.
  private func weighty() -> [Assertion]? {
    var kept = active
    for rule in [\Assertion.isDirect, \Assertion.isExact] where kept.contains(where: { $0[keyPath: rule] }) {
      kept.removeAll { !$0[keyPath: rule] }
    }
    if kept.contains(where: { !isWords($0) }) { kept.removeAll(where: isWords) }
    if kept.last?.isFinal == true { kept.removeAll { !$0.isFinal } }
    return kept.isEmpty ? nil : kept
  }

  /// "correct", "option B": no value.
  private func isWords(_ assertion: Assertion) -> Bool {
    !assertion.isFormula && !assertion.parts.contains { $0.utf8.contains(where: Glyph.isDigit) }
  }
}

extension Assertion {
  fileprivate var isExact: Bool { !isApproximate }
}
