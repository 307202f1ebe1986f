import Testing
import TrainingRuns

@testable import Tasks

/// Tests have to tell wrong programs from right ones, since rewards are made of nothing else.
@Suite struct TellingTests {
  private func tasks() throws -> [Exercise] {
    let set = try Samples.set.get()
    return (set.practice + set.heldout).filter { !$0.tests.isEmpty }
  }

  @Test func thereAreEnough() throws {
    for task in try tasks() {
      #expect((8...10).contains(task.tests.count))
      #expect(Set(task.tests.map(\.argument)).count >= 8, "\(task.prompt)")
    }
  }

  @Test func trivialProgramsFail() throws {
    for task in try tasks() {
      for (index, program) in Mutants.trivial.enumerated() {
        #expect(task.tests.contains { program($0.argument) != $0.result }, "\(index): \(task.prompt)")
      }
      // No constant passes more than a few tests, so that soft rewards do not pay for one.
      let most = Dictionary(grouping: task.tests, by: \.result).values.map(\.count).max() ?? 0
      #expect(most <= task.tests.count * 3 / 4, "\(task.prompt)")
    }
  }

  /// Other blocks, missing ones, and constants that are one off.
  @Test func mutantsFail() throws {
    var random = CounterRandom(seed: 11, stream: 1)
    var (tried, mutants) = (0, 0)
    while tried < 60 {
      guard let drawn = composition(&random) else { continue }
      let pool = Arguments.pool(for: drawn.template.source, &random)
      guard drawn.isMeaningful(pool), let tests = drawn.tests(pool) else { continue }
      tried += 1
      for mutant in Mutants.shortened(drawn) + Mutants.altered(drawn) {
        mutants += 1
        #expect(
          tests.contains { mutant.value(of: $0.argument) != $0.result }, "\(mutant.python) for \(drawn.python)")
      }
    }
    #expect(mutants > 600)
  }

  private func composition(_ random: inout CounterRandom) -> Composition? {
    func pick<Element>(_ list: [Element]) -> Element { list[Int(random.below(UInt64(list.count)))] }
    let blocks = Slot.allCases.map { pick($0.blocks) }
    return Template(source: pick(Source.all), blocks: blocks).map { template in
      Composition(template, constants: template.blocks.map { $0.constants.map { pick(Array($0)) } ?? 0 })
    }
  }

  /// A block that says nothing makes no task: what is counted does not depend on a map.
  @Test func redundantBlocksAreRefused() throws {
    var random = CounterRandom(seed: 1, stream: 2)
    func block(_ slot: Slot, _ name: String) throws -> Block { try #require(slot.blocks.first { $0.name == name }) }
    let template = try #require(
      Template(
        source: Source.all[0],
        blocks: [block(.filter, "even"), block(.map, "square"), block(.fold, "count"), block(.post, "none")]))
    let pool = Arguments.pool(for: Source.all[0], &random)
    #expect(!Composition(template, constants: [0, 0, 0, 0]).isMeaningful(pool))
  }
}
