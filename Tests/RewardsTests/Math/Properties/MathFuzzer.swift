import Foundation

@testable import Rewards

/// Looks for texts on which the checker crashes, hangs or contradicts itself.
///
/// Case number `n` of a run is made from the seed `seed + n` alone, so that it can be had again without the ones before.
struct MathFuzzer {
  /// What was found, with the texts cut down as far as the failure stays.
  struct Failure: Sendable {
    var seed: UInt64
    var property: Property
    var texts: [String]
    var detail: String
  }

  /// What must hold.
  enum Property: String, Sendable, CaseIterable {
    /// `a = a`, for all that parses and has a meaning.
    case reflexive
    /// Not `a = b` without `b = a`.
    case symmetric
    /// A response is judged the same way each time.
    case response
    /// A comparison ends, within a time far above what its budget stands for.
    case fast
  }

  struct Counts: Sendable {
    var cases = 0
    var parsed = 0
    var meaningful = 0
    var equalPairs = 0
    var extracted = 0
    var slowest = 0.0
    var slowestText = ""
  }

  let corpus: FuzzCorpus
  /// Seconds that a check of up to four comparisons may take: far above their budgets, since the machine may be busy and
  /// Swift Testing walks the stack at every error that is thrown.
  var timeLimit = 4.0
  private(set) var counts = Counts()
  private(set) var failures: [Failure] = []

  init(corpus: FuzzCorpus) { self.corpus = corpus }

  // MARK: One case

  mutating func run(seed: UInt64) {
    counts.cases += 1
    for (property, texts) in questions(seed: seed) { check(property, texts, seed) }
  }

  /// What a case asks of which texts.
  func questions(seed: UInt64) -> [(property: Property, texts: [String])] {
    var mutator = TextMutator(corpus, seed: seed)
    let text = mutator.text()
    var result: [(property: Property, texts: [String])] = [(.reflexive, [text])]
    if mutator.generator.chance(1, in: 2) {
      let other = mutator.generator.chance(3, in: 4) ? mutator.neighbour(of: text) : mutator.text()
      result.append((.symmetric, [text, other]))
    }
    if mutator.generator.chance(1, in: 4) { result.append((.response, [mutator.response(around: text)])) }
    return result
  }

  /// CPU time, as a machine that is busy with other things takes none from it.
  private var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private mutating func check(_ property: Property, _ texts: [String], _ seed: UInt64) {
    let start = processorSeconds
    let detail = violation(of: property, texts)
    let seconds = processorSeconds - start
    if seconds > counts.slowest { (counts.slowest, counts.slowestText) = (seconds, texts.joined(separator: " ||| ")) }
    count(property, texts)
    if let detail {
      failures.append(minimised(Failure(seed: seed, property: property, texts: texts, detail: detail)))
    } else if seconds > timeLimit, isSlow(property, texts) {
      failures.append(minimised(Failure(seed: seed, property: .fast, texts: texts, detail: "\(seconds) s")))
    }
  }

  private mutating func count(_ property: Property, _ texts: [String]) {
    switch property {
    case .reflexive:
      if (try? Grammar.parse(texts[0])) != nil { counts.parsed += 1 }
      if TextRelation(texts[0], texts[0]) == .equal { counts.meaningful += 1 }
    case .symmetric: if TextRelation(texts[0], texts[1]) == .equal { counts.equalPairs += 1 }
    case .response: counts.extracted += 1
    case .fast: break
    }
  }

  /// Whether it was slow by itself, not because the machine was busy.
  private func isSlow(_ property: Property, _ texts: [String]) -> Bool {
    (0..<2).allSatisfy { _ in
      let start = processorSeconds
      _ = violation(of: property, texts)
      return processorSeconds - start > timeLimit
    }
  }

  // MARK: Properties

  /// What contradicts the property; `nil` if it holds.
  private func violation(of property: Property, _ texts: [String]) -> String? {
    switch property {
    case .reflexive: return reflexiveViolation(texts[0])
    case .symmetric: return symmetricViolation(texts[0], texts[1])
    case .response:
      let (first, second) = (judgement(texts[0], texts[0], .extraction), judgement(texts[0], texts[0], .extraction))
      return first == second ? nil : "\(first.reason), then \(second.reason)"
    case .fast:
      for property in [Property.reflexive, .symmetric, .response] where property != .symmetric || texts.count > 1 {
        if isSlow(property, texts) { return "slow" }
      }
      return nil
    }
  }

  private func judgement(_ gold: String, _ prediction: String, _ kind: AnswerKind) -> Judgement {
    MathChecker().compare(gold: GoldAnswer(gold), prediction: PredictedAnswer(prediction), kind: kind)
  }

  private func reflexiveViolation(_ text: String) -> String? {
    switch TextRelation(text, text) {
    case .different: return "not equal to itself"
    case .budget, .unreadable: return nil
    case .equal:
      let judgement = judgement(text, text, .answer)
      return judgement.correct == true || PairText(text).isBlank ? nil : judgement.reason
    }
  }

  private func symmetricViolation(_ a: String, _ b: String) -> String? {
    let (forth, back) = TextRelation.bothWays(a, b)
    if forth.contradicts(back) { return "\(forth), but back \(back)" }
    let (first, second) = (judgement(a, b, .answer), judgement(b, a, .answer))
    if forth == .equal, back == .equal, first.correct == false || second.correct == false {
      return "equal, but \(first.reason) and back \(second.reason)"
    }
    return nil
  }

  // MARK: Minimising

  /// Deletes chunks, from halves down to single characters, as long as the failure stays.
  private func minimised(_ failure: Failure) -> Failure {
    var result = failure
    var tries = 0
    let most = failure.property == .fast ? 12 : 2000
    for index in result.texts.indices {
      var size = max(1, result.texts[index].unicodeScalars.count / 2)
      while true {
        var start = 0
        while start < result.texts[index].unicodeScalars.count, tries < most {
          var shorter = result
          var scalars = Array(result.texts[index].unicodeScalars)
          scalars.removeSubrange(start..<min(scalars.count, start + size))
          shorter.texts[index] = String(String.UnicodeScalarView(scalars))
          tries += 1
          if let detail = violation(of: failure.property, shorter.texts) {
            result = shorter
            result.detail = failure.property == .fast ? failure.detail : detail
          } else {
            start += size
          }
        }
        if size == 1 { break }
        size = max(1, size / 2)
      }
    }
    return result
  }
}

extension TextMutator {
  /// A response that ends with the text as its answer, in one of the ways to say so.
  mutating func response(around text: String) -> String {
    let lead = generator.pick([
      "", "So 2 + 2 = 4. ", "Let $x = 3$.\n\n", "<think>maybe 7</think>", "We get \\boxed{7} first. ",
    ])
    let answer = generator.pick([
      "\\boxed{\(text)}", "$\(text)$", "The answer is \(text).", "**Answer:** \(text)", "#### \(text)",
      "\\[ \(text) \\]", text,
    ])
    return lead + answer
  }
}
