import Foundation
import Testing

@testable import Tasks

@Suite struct TaskSetTests {
  @Test(arguments: TaskKind.allCases) func theSeedAloneDecides(_ kind: TaskKind) throws {
    var settings = Samples.settings(kind)
    (settings.train, settings.eval, settings.practice, settings.heldout) = (20, 4, 8, 8)
    let first = try TaskSet(settings).files.map(\.text)
    #expect(try TaskSet(settings).files.map(\.text) == first)
    settings.seed += 1
    #expect(try TaskSet(settings).files.map(\.text) != first)
  }

  /// A larger set begins with the smaller one: held-out tasks stay when more rows to learn from are asked for.
  @Test func moreTasksChangeNoOthers() throws {
    var settings = Samples.settings()
    settings.train = 30
    let small = try TaskSet(settings)
    let large = try Samples.set.get()
    #expect(large.heldout == small.heldout)
    #expect(large.practice == small.practice)
    #expect(Array(large.train.prefix(30)) == small.train)
  }

  @Test func everySetHasWhatWasAskedFor() throws {
    let set = try Samples.set.get()
    #expect(set.train.count == 900)
    #expect(set.eval.count == 40)
    #expect(set.practice.count == 120)
    #expect(set.heldout.count == 120)
    #expect(set.heldout.allSatisfy { $0.part == .heldout })
    #expect((set.train + set.eval).allSatisfy { $0.part == .train })
    #expect(set.practice.count { $0.part == .train } == 60)
    #expect(set.practice.count { $0.part == .practice } == 60)
    let all = set.train + set.eval + set.practice + set.heldout
    #expect(Set(all.map(\.id)).count == all.count)
    #expect(Set(all.map(\.prompt)).count == all.count)
    for part in [set.train, set.practice, set.heldout] {
      let stories = part.count { if case .answer = $0.check { true } else { false } }
      #expect(abs(stories * 5 - part.count) <= 10)
    }
  }

  /// Only rows to learn from are wrong, as many as were asked for.
  @Test func noiseIsWhereItBelongs() throws {
    let set = try Samples.set.get()
    #expect((set.eval + set.practice + set.heldout).allSatisfy { $0.isRight })
    #expect((160...280).contains(set.train.count { !$0.isRight }))
    var settings = Samples.settings()
    settings.noise = 0
    let clean = try TaskSet(settings)
    #expect(clean.train.allSatisfy { $0.isRight })
    #expect(clean.train.map(\.prompt) == set.train.map(\.prompt))
  }

  @Test func kindsAreKept() throws {
    for (kind, hasTests) in [(TaskKind.code, true), (.math, false)] {
      var settings = Samples.settings(kind)
      (settings.train, settings.eval, settings.practice, settings.heldout) = (4, 4, 8, 8)
      let set = try TaskSet(settings)
      #expect((set.heldout + set.practice).allSatisfy { $0.tests.isEmpty != hasTests })
    }
  }

  // MARK: Parts

  @Test func templatesAreDisjoint() throws {
    let set = try Samples.set.get()
    var parts: [String: Set<Part>] = [:]
    for task in set.train + set.eval + set.practice + set.heldout {
      parts[task.template, default: []].insert(task.part)
    }
    #expect(parts.values.allSatisfy { $0.count == 1 })
    #expect(parts.values.count { $0 == [.heldout] } > 60)
  }

  /// Whatever the seed: rows of one set never give away the held-out tasks of another.
  @Test func partsDoNotDependOnTheSeed() throws {
    let others = try TaskSet(Samples.settings(seed: 99))
    let heldout = Set(try Samples.set.get().heldout.map(\.template))
    #expect((others.train + others.practice).allSatisfy { !heldout.contains($0.template) })
  }

  /// Each held-out template has two blocks that stand together nowhere else, and no block that is new.
  @Test func heldOutPairsAreNew() throws {
    let set = try Samples.set.get()
    let words = { (task: Exercise) in task.template.split(separator: "|").map(String.init) }
    let pairs = [(1, 2), (1, 3), (2, 3), (3, 4)]
    /// None for stories, whose names have fewer parts.
    func pairNames(_ task: Exercise) -> Set<String> {
      let blocks = words(task)
      guard blocks.count == 5 else { return [] }
      return Set(
        pairs.filter { blocks[$0.0] != "none" && blocks[$0.1] != "none" }
          .map { "\($0.0) \(blocks[$0.0]) \($0.1) \(blocks[$0.1])" })
    }
    let known = (set.train + set.practice).reduce(into: Set<String>()) { $0.formUnion(pairNames($1)) }
    let blocks = Set((set.train + set.practice).flatMap(words))
    for task in set.heldout where words(task).count == 5 {
      #expect(!pairNames(task).isSubset(of: known), "\(task.template)")
      #expect(Set(words(task)).isSubset(of: blocks), "\(task.template)")
    }
  }

  @Test func noNineWordsInCommon() throws {
    let set = try Samples.set.get()
    #expect(set.overlap(\.distinguishing) == 0)
    #expect(set.heldout.contains { !WordNgrams.of($0.distinguishing).isEmpty })
    #expect(set.manifest.contains(#""words": 9, "heldout_tasks": 0"#))
  }

  @Test func runsOfWords() {
    #expect(WordNgrams.of("a b c d e f g h").isEmpty)
    let runs = WordNgrams.of("A b, c d e f g h -5 6.")
    #expect(runs.count == 2)
    #expect(runs.isSuperset(of: WordNgrams.of("b: c d e f g h -5 6")))
    #expect(runs.isDisjoint(with: WordNgrams.of("b c d e f g h 5 6")))
  }
}
