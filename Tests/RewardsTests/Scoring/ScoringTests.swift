import Testing

@testable import Rewards

/// One letter a test: accepted, wrong, time limit, internal error, skipped; `.` has no result.
private func results(_ letters: String) -> [TestResult] {
  letters.enumerated().compactMap { index, letter in
    switch letter {
    case "a": TestResult(index: index, verdict: .accepted, reason: .ok)
    case "w": TestResult(index: index, verdict: .wrongAnswer, reason: .outputDiffers, message: "differs")
    case "t": TestResult(index: index, verdict: .timeLimit, reason: .cpuTime, limitKind: .cpu)
    case "i": TestResult(index: index, verdict: .internalError, reason: .judgeFault, message: "broke")
    case "s": TestResult(index: index, verdict: .skipped, reason: .notJudged)
    default: nil
    }
  }
}

private func letters(_ tests: [TestResult]) -> String {
  String(
    tests.map { test -> Character in
      switch (test.verdict, test.reason) {
      case (.accepted, _): "a"
      case (.wrongAnswer, _): "w"
      case (.timeLimit, _): "t"
      case (.internalError, _): "i"
      case (.skipped, .afterFailure): "-"
      case (.skipped, _): "s"
      default: "?"
      }
    })
}

@Suite struct ScoringTests {
  /// Tests; verdict; passed; soft and hard reward.
  @Test(
    arguments: [
      ("a", Verdict.accepted, 1, 1.0, 1.0), ("aaa", .accepted, 3, 1, 1), ("awa", .wrongAnswer, 2, 2.0 / 3, 0),
      ("www", .wrongAnswer, 0, 0, 0),
      ("atw", .timeLimit, 1, 1.0 / 3, 0), ("awt", .wrongAnswer, 1, 1.0 / 3, 0),
      // A fault leaves no soft reward; the hard one is known only if an earlier test failed.
      ("i", .internalError, 0, nil, nil), ("aia", .internalError, 2, nil, nil), ("aiw", .internalError, 1, nil, nil),
      ("awi", .wrongAnswer, 1, nil, 0), ("wai", .wrongAnswer, 1, nil, 0),
      // What was not judged is not known either.
      ("a.", .skipped, 1, nil, nil), ("w.", .wrongAnswer, 0, nil, 0), (".w", .skipped, 0, nil, nil),
      ("..", .skipped, 0, nil, nil),
      ("as", .skipped, 1, nil, nil),
    ] as [(String, Verdict, Int, Double?, Double?)])
  func allTests(tests: String, verdict: Verdict, passed: Int, soft: Double?, hard: Double?) {
    for (kind, reward) in [(RewardKind.soft, soft), (.hard, hard)] {
      let score = Scoring.combine(tests: results(tests), total: tests.count, rule: ScoringRule(kind: kind))
      #expect(score.verdict == verdict)
      #expect(score.passed == passed)
      #expect(score.total == tests.count)
      #expect(score.reward == reward)
      #expect(letters(score.tests) == tests.replacing(".", with: "s"))
    }
  }

  /// Tests as they were run; as they are reported; passed; hard reward.
  @Test(
    arguments: [
      ("aaa", "aaa", 3, 1.0), ("awa", "aw-", 1, 0), ("aw.", "aw-", 1, 0), ("awi", "aw-", 1, 0), ("wai", "w--", 0, 0),
      ("ia", "i-", 0, nil), ("aiw", "ai-", 1, nil), ("ta.", "t--", 0, 0),
    ] as [(String, String, Int, Double?)])
  func stoppingAtTheFirstFailure(tests: String, reported: String, passed: Int, reward: Double?) {
    let rule = ScoringRule(kind: .hard, stopsAtFirstFailure: true)
    let score = Scoring.combine(tests: results(tests), total: tests.count, rule: rule)
    #expect(letters(score.tests) == reported)
    #expect(score.passed == passed)
    #expect(score.total == tests.count)
    #expect(score.reward == reward)
  }

  @Test func theOrderOfResultsDoesNotMatter() {
    var generator = SeededGenerator(seed: 21)
    for _ in 0..<500 {
      let text = String((0..<6).compactMap { _ in "aaawti.".randomElement(using: &generator) })
      for rule in [ScoringRule(), ScoringRule(kind: .hard), ScoringRule(kind: .hard, stopsAtFirstFailure: true)] {
        let inOrder = Scoring.combine(tests: results(text), total: 6, rule: rule)
        let shuffled = Scoring.combine(tests: results(text).shuffled(using: &generator), total: 6, rule: rule)
        #expect(inOrder == shuffled)
        #expect(inOrder.reward.map { $0.isFinite && $0 >= 0 && $0 <= 1 } ?? true)
        #expect((inOrder.verdict == .accepted) == (inOrder.passed == 6))
        #expect((inOrder.reward == 1) == (inOrder.verdict == .accepted))
      }
    }
  }

  @Test func theFirstFailureSpeaks() {
    let score = Scoring.combine(tests: results("awi"), total: 3, rule: ScoringRule())
    #expect(score.reason == .outputDiffers)
    #expect(score.message == "test 1: differs")
    #expect(Scoring.combine(tests: results("a"), total: 1, rule: ScoringRule()).message == nil)
  }

  /// No tests, and results that cannot be, are never a pass.
  @Test func nothingPassesVacuously() {
    for (tests, total) in [
      ([], 0), (results("a"), 0), (results("aa"), 1), (results("a") + results("a"), 1), (results("a"), -1),
    ] {
      let score = Scoring.combine(tests: tests, total: total, rule: ScoringRule())
      #expect(score.verdict == .internalError)
      #expect(score.reason == .judgeFault)
      #expect(score.reward == nil)
    }
    var negative = results("a")
    negative[0].index = -1
    #expect(Scoring.combine(tests: negative, total: 1, rule: ScoringRule()).verdict == .internalError)
  }

  @Test func ranges() {
    #expect(RewardRange("0..1") == .zeroToOne)
    #expect(RewardRange("-1..1") == .minusOneToOne)
    for text in ["", "0..2", "1..0", "0...1", "nan..1", "-1..1 "] { #expect(RewardRange(text) == nil) }
    let rule = ScoringRule(range: .minusOneToOne)
    #expect(Scoring.combine(tests: results("aw"), total: 2, rule: rule).reward == 0)
    #expect(Scoring.combine(tests: results("aaw"), total: 3, rule: rule).reward == 1.0 / 3)
    #expect(Scoring.combine(tests: results("ww"), total: 2, rule: rule).reward == -1)
    #expect(Scoring.combine(tests: results("aa"), total: 2, rule: rule).reward == 1)
  }

  @Test func submissionsWithoutTests() {
    let rule = ScoringRule(range: .minusOneToOne)
    let compile = Scoring.compileError(reason: .noProgram, message: "none", total: 3, rule: rule)
    #expect(
      compile
        == Score(
          verdict: .compileError, reason: .noProgram, message: "none", passed: 0, total: 3, reward: -1, tests: []))
    #expect(Scoring.internalError(message: "x", total: 3).reward == nil)
    let skipped = Scoring.skipped(reason: .languageMissing, message: nil, total: 3)
    #expect(skipped.reward == nil && skipped.verdict == .skipped)
  }

  @Test func formatPenalties() {
    let accepted = Scoring.combine(tests: results("a"), total: 1, rule: ScoringRule())
    let good = "<think>x</think>y"
    #expect(FormatPenalty.lowEnd.applied(to: accepted, response: good, range: .zeroToOne) == accepted)
    let low = FormatPenalty.lowEnd.applied(to: accepted, response: "y", range: .minusOneToOne)
    #expect(low.reward == -1)
    #expect(low.verdict == .accepted)
    #expect(low.message == "the response has no <think>")
    #expect(FormatPenalty(reward: -2)?.applied(to: accepted, response: "y", range: .zeroToOne).reward == -2)
    let none = Scoring.compileError(reason: .noProgram, message: "none", total: 1, rule: ScoringRule())
    let penalized = FormatPenalty(reward: -0.5)?.applied(to: none, response: "<think>", range: .zeroToOne)
    #expect(penalized?.reward == -0.5)
    #expect(penalized?.message == "the response has no </think>; none")
    let fault = Scoring.internalError(message: "x", total: 1)
    #expect(FormatPenalty(reward: -2)?.applied(to: fault, response: "y", range: .zeroToOne) == fault)
    for value in [Double.nan, .infinity, -.infinity] { #expect(FormatPenalty(reward: value) == nil) }
  }
}
