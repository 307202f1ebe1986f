import Testing

@testable import Rewards

/// What holds for any value that can be written: `equal` is an equivalence, it does not see how a value is written, and it
/// sees every slip.
///
/// A failure names its seed: the same seed gives the same texts. `KLEAR_PROPERTY_SCALE=100` tries a hundred times as
/// many.
@Suite struct ScalarPropertyTests {
  private static func tree(_ generator: inout ExpressionGenerator) -> Tree {
    generator.tree(generator.flavour(), depth: 1 + generator.below(3))
  }

  /// The most basic demand on a reader: what a person can write is read at all.
  @Test func everythingWrittenIsRead() {
    Seeds.each(300) { seed, generator in
      let tree = Self.tree(&generator)
      let text = TreePrinter.text(tree, &generator)
      guard case .unreadable(let why) = TextRelation(text, text), tree.isSomewhereDefined else { return }
      Issue.record("seed \(seed): \(text) of \(tree): \(why)")
    }
  }

  @Test func everyValueEqualsItself() {
    Seeds.each(300) { seed, generator in
      let text = TreePrinter.text(Self.tree(&generator), &generator)
      #expect(TextRelation(text, text) != .different, "seed \(seed): \(text)")
      let judgement = MathChecker().compare(gold: GoldAnswer(text), prediction: PredictedAnswer(text))
      #expect(judgement.correct == true, "seed \(seed): \(text): \(judgement.reason)")
    }
  }

  /// The same tree in two spellings and notations.
  @Test func spellingDoesNotMatter() {
    Seeds.each(400) { seed, generator in
      let tree = Self.tree(&generator)
      let (first, second) = (TreePrinter.text(tree, &generator), TreePrinter.text(tree, &generator))
      #expect(TextRelation(first, second) != .different, "seed \(seed): \(first) and \(second)")
    }
  }

  /// Expanded, factored, reordered, with equal forms put in.
  @Test func rewritingDoesNotMatter() {
    Seeds.each(500) { seed, generator in
      let tree = Self.tree(&generator)
      var rewriter = TreeRewriter(seed: generator.random.next())
      let other = rewriter.rewritten(tree, steps: 1 + generator.below(4))
      let (first, second) = (TreePrinter.text(tree, &generator), TreePrinter.text(other, &generator))
      let (forth, back) = TextRelation.bothWays(first, second)
      #expect(forth != .different && back != .different, "seed \(seed): \(first) and \(second)")
    }
  }

  /// One slip makes another value; that they differ is known by machine numbers with error bounds.
  @Test func everySlipIsSeen() {
    Seeds.each(500) { seed, generator in
      let tree = Self.tree(&generator)
      var slips = TreePerturbation(seed: generator.random.next())
      guard let wrong = slips.changed(tree) else { return }
      var rewriter = TreeRewriter(seed: generator.random.next())
      let other = generator.chance(1, in: 2) ? wrong : rewriter.rewritten(wrong, steps: 2)
      let (first, second) = (TreePrinter.text(tree, &generator), TreePrinter.text(other, &generator))
      let (forth, back) = TextRelation.bothWays(first, second)
      #expect(forth != .equal && back != .equal, "seed \(seed): \(first) and \(second)")
      let judgement = MathChecker().compare(gold: GoldAnswer(first), prediction: PredictedAnswer(second))
      #expect(judgement.correct != true, "seed \(seed): \(first) and \(second): \(judgement.reason)")
    }
  }

  /// Not even 10^-12 is lost: nothing is rounded.
  @Test func tinyDifferencesAreSeen() {
    Seeds.each(300) { seed, generator in
      let tree = Self.tree(&generator)
      guard let shifted = TreePerturbation.shifted(tree) else { return }
      let (first, second) = (TreePrinter.text(tree, &generator), TreePrinter.text(shifted, &generator))
      let (forth, back) = TextRelation.bothWays(first, second)
      #expect(forth != .equal && back != .equal, "seed \(seed): \(first) and \(second)")
    }
  }

  /// Which of the two comes first decides the order of the kernels, and nothing else.
  @Test func orderDoesNotMatter() {
    Seeds.each(400) { seed, generator in
      let tree = Self.tree(&generator)
      var rewriter = TreeRewriter(seed: generator.random.next())
      var slips = TreePerturbation(seed: generator.random.next())
      var other = rewriter.rewritten(tree)
      if generator.chance(1, in: 2) { other = slips.changed(other) ?? other }
      let (first, second) = (TreePrinter.text(tree, &generator), TreePrinter.text(other, &generator))
      let (forth, back) = TextRelation.bothWays(first, second)
      #expect(!forth.contradicts(back), "seed \(seed): \(first) and \(second): \(forth), back \(back)")
    }
  }

  /// If a = b and b = c then a = c, in one algebra and in three.
  @Test func equalityIsTransitive() {
    Seeds.each(100) { seed, generator in
      let tree = Self.tree(&generator)
      var rewriter = TreeRewriter(seed: generator.random.next())
      let trees = [tree, rewriter.rewritten(tree), rewriter.rewritten(tree)]
      let texts = trees.map { TreePrinter.text($0, &generator) }
      let pairs = [(0, 1), (1, 2), (0, 2)]
      for relations in [
        pairs.map { Meanings().relation(of: texts, $0.0, $0.1) }, pairs.map { TextRelation(texts[$0.0], texts[$0.1]) },
      ] where !relations.contains(.budget) {
        let equal = relations.filter { $0 == .equal }.count
        #expect(equal != 2, "seed \(seed): \(texts): \(relations)")
      }
    }
  }

  /// Reading a canonical form gives that form again: it is a fixed point, and it keeps the meaning.
  @Test func canonicalFormsAreFixed() throws {
    try Seeds.each(300) { seed, generator in
      let text = TreePrinter.text(Self.tree(&generator), &generator)
      try CanonicalForm.expectFixed(text)
    }
  }
}

/// What holds for the text of a canonical form.
enum CanonicalForm {
  /// That it reads back as an answer equal to what was written, and is written as the same text again.
  static func expectFixed(_ text: String) throws {
    let meanings = Meanings()
    guard let answer = try? meanings.answer(text) else { return }
    let form = meanings.writer.form(answer)
    // Long forms are cut, and long numbers are told by their size.
    guard form.utf8.count <= FormWriter.maximumLength, !form.contains(" bits)") else { return }
    do {
      let again = try meanings.answer(form)
      #expect(try meanings.equal(answer, again), "\(text) is written as \(form), which is another")
      #expect(meanings.writer.form(again) == form, "\(text) is written as \(form)")
    } catch AlgebraError.budget {
      return
    } catch {
      Issue.record("\(text) is written as \(form), which is not read: \(error)")
    }
  }
}
