import Testing

@testable import Rewards

/// What holds for answers of several values: sets, lists, tuples, intervals, matrices, equations, inequalities, ratios.
@Suite struct CompoundPropertyTests {
  private static func judgement(_ gold: String, _ prediction: String) -> Judgement {
    MathChecker().compare(gold: GoldAnswer(gold), prediction: PredictedAnswer(prediction))
  }

  @Test func everyAnswerIsReadAndEqualsItself() {
    Seeds.each(300) { seed, generator in
      let text = TreePrinter.text(generator.compound(), &generator)
      let relation = TextRelation(text, text)
      #expect(relation == .equal || relation == .budget, "seed \(seed): \(text): \(relation)")
    }
  }

  /// Sets shuffled and with items said twice, equations scaled and turned around, values rewritten.
  @Test func rewritingDoesNotMatter() {
    Seeds.each(400) { seed, generator in
      let compound = generator.compound()
      var rewriter = TreeRewriter(seed: generator.random.next())
      let other = rewriter.rewritten(compound)
      let (first, second) = (TreePrinter.text(compound, &generator), TreePrinter.text(other, &generator))
      let (forth, back) = TextRelation.bothWays(first, second)
      for relation in [forth, back] {
        #expect(relation == .equal || relation == .budget, "seed \(seed): \(first) and \(second): \(relation)")
      }
      let judgement = Self.judgement(first, second)
      #expect(
        judgement.correct == true || forth == .budget, "seed \(seed): \(first) and \(second): \(judgement.reason)")
    }
  }

  /// Tuples swapped, brackets changed, matrices transposed, items dropped, one value changed.
  @Test func everySlipIsSeen() {
    Seeds.each(400) { seed, generator in
      let compound = generator.compound()
      var slips = TreePerturbation(seed: generator.random.next())
      guard let wrong = slips.changed(compound) else { return }
      let (first, second) = (TreePrinter.text(compound, &generator), TreePrinter.text(wrong, &generator))
      let (forth, back) = TextRelation.bothWays(first, second)
      #expect(forth != .equal && back != .equal, "seed \(seed): \(first) and \(second)")
      let judgement = Self.judgement(first, second)
      #expect(judgement.correct != true, "seed \(seed): \(first) and \(second): \(judgement.reason)")
    }
  }

  @Test func equalityIsTransitive() {
    Seeds.each(150) { seed, generator in
      let compound = generator.compound()
      var rewriter = TreeRewriter(seed: generator.random.next())
      let compounds = [compound, rewriter.rewritten(compound), rewriter.rewritten(compound)]
      let texts = compounds.map { TreePrinter.text($0, &generator) }
      let relations = [(0, 1), (1, 2), (0, 2)].map { Meanings().relation(of: texts, $0.0, $0.1) }
      guard !relations.contains(.budget) else { return }
      #expect(relations.filter { $0 == .equal }.count != 2, "seed \(seed): \(texts): \(relations)")
    }
  }

  /// Kinds that look alike are one relation too: what equals a third thing equals each other.
  @Test func kindsAreTransitive() {
    let texts = [
      "(1, 2)", "[1, 2]", "(1, 2]", "[1, 2)", #"\{1, 2\}"#, "1, 2", "1 < x < 2", #"x \in (1, 2)"#, #"x \in [1, 2]"#,
      #"\{x : 1 < x < 2\}"#, #"(1, 2) \cup (1, 2)"#, #"\begin{pmatrix} 1 & 2 \end{pmatrix}"#,
      #"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"#, "[[1], [2]]", "[[1, 2]]", "1 : 2", "1/2", "0.5", "50%", "x = 1/2",
      "1 = 2x", "2x - 1 = 0", #"\{1/2\}"#, "[1/2, 1/2]", "x = 1 or x = 2", "x = 1, x = 2", "(2, 1)", "[2, 1]",
      #"\emptyset"#,
      "[3, 2]", #"\{2, 1, 1\}"#, #"\{1\} \cup \{2\}"#, #"\pi/2"#, "90°", #"\frac{\pi}{2} \text{ rad}"#, "x > 1",
      #"(1, \infty)"#,
      #"1 < x"#, #"x - 1 > 0"#, "1:30", "0:0", "2:4", "1:2:3", "0:1:2", "0:2:4", "0:2:1", #"\infty"#,
      #"x < 1 \text{ or } x > 1"#,
      #"x \ne 1"#, #"\mathbb{R} \setminus \{1\}"#, #"(-\infty, 1) \cup (1, \infty)"#, #"\mathbb{R}"#,
      #"(-\infty, \infty)"#,
      "y = x", "x = y", "x - y = 0", "f(x) = x", "f(y) = y", "f(t) = t", "x = 2 = 2", "2 = 2", "1 + 1 = 2", "2 = 1 + 1",
    ]
    for a in texts {
      for b in texts where TextRelation(a, b) == .equal {
        for c in texts where TextRelation(b, c) == .equal {
          #expect(TextRelation(a, c) == .equal, "\(a) is \(b), which is \(c)")
        }
      }
    }
  }

  @Test func canonicalFormsAreFixed() throws {
    try Seeds.each(300) { _, generator in
      try CanonicalForm.expectFixed(TreePrinter.text(generator.compound(), &generator))
    }
  }
}
