import Testing

@testable import Rewards

/// What holds for the checker whatever the texts are.
@Suite struct CheckerPropertyTests {
  /// Two texts of which some mean the same.
  private static func pair(_ seed: UInt64) -> (String, String) {
    var generator = ExpressionGenerator(seed: seed)
    let tree = generator.tree(generator.flavour(), depth: 1 + generator.below(3))
    var rewriter = TreeRewriter(seed: generator.random.next())
    var slips = TreePerturbation(seed: generator.random.next())
    var other = rewriter.rewritten(tree, steps: 2)
    if generator.chance(1, in: 2) { other = slips.changed(other) ?? other }
    return (TreePrinter.text(tree, &generator), TreePrinter.text(other, &generator))
  }

  private static func judgement(_ gold: String, _ prediction: String, steps: Int? = nil) -> Judgement {
    MathChecker(budget: steps.map(WorkBudget.init(steps:)) ?? WorkBudget()).compare(
      gold: GoldAnswer(gold), prediction: PredictedAnswer(prediction))
  }

  /// `accepts` is `equal` or one rule more.
  @Test func whatIsEqualIsAccepted() {
    Seeds.each(300) { seed, generator in
      let (gold, prediction) = Self.pair(seed)
      guard TextRelation(gold, prediction) == .equal else { return }
      let judgement = Self.judgement(gold, prediction)
      #expect(judgement.correct == true, "seed \(seed): \(gold) and \(prediction): \(judgement.reason)")
    }
  }

  @Test func theSamePairGetsTheSameJudgement() {
    Seeds.each(300) { seed, generator in
      let (gold, prediction) = Self.pair(seed)
      #expect(
        Self.judgement(gold, prediction) == Self.judgement(gold, prediction), "seed \(seed): \(gold) and \(prediction)")
    }
  }

  /// A smaller budget ends a comparison; it never decides one.
  @Test func aBudgetDecidesNothing() {
    Seeds.each(200) { seed, generator in
      let (gold, prediction) = Self.pair(seed)
      let whole = Self.judgement(gold, prediction)
      guard whole.code != .budget, whole.code != .goldUnparseable else { return }
      for _ in 0..<3 {
        let steps = 1 << (4 + generator.below(16))
        let cut = Self.judgement(gold, prediction, steps: steps)
        if cut.code == .budget || cut.code == .goldUnparseable { continue }
        #expect(
          cut.correct == whole.correct,
          "seed \(seed): \(gold) and \(prediction), \(steps) steps: \(cut.reason), \(whole.reason)")
        #expect(cut.code == whole.code, "seed \(seed): \(gold) and \(prediction), \(steps) steps")
      }
    }
  }

  /// A text that was cut off is an answer only where what is missing says nothing.
  @Test func aPrefixIsNotTheWhole() {
    Seeds.each(120) { seed, generator in
      let tree = generator.tree(generator.flavour(), depth: 2).withDistinctLeaves
      if tree.mayHoldNeutralPart { return }
      let whole = TreePrinter.text(tree, &generator)
      var prefix = whole
      while !prefix.isEmpty {
        let missing = whole.dropFirst(prefix.count)
        let judgement = Self.judgement(whole, prefix)
        if judgement.correct == true, !Self.saysNothing(missing) {
          Issue.record("seed \(seed): \(prefix) for \(whole): \(judgement.reason)")
        }
        prefix.removeLast()
      }
    }
  }

  /// Closing signs, blanks, the zeros of a decimal.
  private static func saysNothing(_ text: Substring) -> Bool {
    text.allSatisfy { " )]}$\\|.0".contains($0) }
  }

  /// Nothing hangs on which of two equal texts is the gold, unless one of the rules of leniency was needed.
  @Test func onlyPoliciesHoldOneWay() {
    Seeds.each(300) { seed, generator in
      let (gold, prediction) = Self.pair(seed)
      let (forth, back) = (Self.judgement(gold, prediction), Self.judgement(prediction, gold))
      switch (forth.code, back.code) {
      case (.policy, _), (_, .policy), (.budget, _), (_, .budget), (.goldUnparseable, _), (_, .goldUnparseable): return
      default:
        #expect(
          forth.correct == back.correct, "seed \(seed): \(gold) and \(prediction): \(forth.reason), back \(back.reason)"
        )
      }
    }
  }
}
