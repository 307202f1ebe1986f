/// Programs that are nearly a composition, and programs that are hardly any: all of them have to fail its tests.
enum Mutants {
  /// The argument itself, its length, and constants.
  static let trivial: [@Sendable (Value) -> Value] = {
    let constants: [Value] = [.number(0), .number(1), .number(-1), .text(""), .list([])]
    return [{ $0 }, { .number($0.items.count + $0.string.utf8.count) }, { $0.items.first ?? .number(0) }]
      + constants.map(always)
  }()

  private static func always(_ constant: Value) -> @Sendable (Value) -> Value { { _ in constant } }

  /// Without one block: where such a program computes the same, the block says nothing, and the task is a bad one.
  static func shortened(_ composition: Composition) -> [Composition] {
    Slot.allCases.compactMap { slot in
      guard let none = slot.blocks.first(where: \.isNone), !composition.template[slot].isNone else { return nil }
      return composition.replacing(slot, with: none)
    }
  }

  /// With another block, or with a constant that is one off.
  static func altered(_ composition: Composition) -> [Composition] {
    Slot.allCases.flatMap { slot in
      let own = composition.template[slot]
      let blocks = slot.blocks.filter { !$0.isNone && $0.name != own.name }
      return blocks.compactMap { composition.replacing(slot, with: $0) } + composition.shifted(slot)
    }
  }
}

extension Composition {
  /// With another block, whose constant is as near as can be.
  fileprivate func replacing(_ slot: Slot, with block: Block) -> Composition? {
    guard let other = template.replacing(slot, with: block) else { return nil }
    var constants = constants
    constants[slot.rawValue] =
      block.constants.map { min(max(constants[slot.rawValue], $0.lowerBound), $0.upperBound) } ?? 0
    return Composition(other, constants: constants)
  }

  /// With a constant one less or one more: nothing divides by 0, and before "a" there is no letter.
  fileprivate func shifted(_ slot: Slot) -> [Composition] {
    guard template[slot].constants != nil else { return [] }
    return [-1, 1].map { constants[slot.rawValue] + $0 }.filter { $0 > 0 }.map { constant in
      var constants = constants
      constants[slot.rawValue] = constant
      return Composition(template, constants: constants)
    }
  }
}

/// The tests of a composition: arguments with what they give.
public struct TaskTest: Sendable, Hashable {
  public let argument: Value
  public let result: Value
}

extension Composition {
  static let fewestTests = 8
  static let mostTests = 10

  /// Whether results differ, and every block changes them for more than a lucky argument or two.
  func isMeaningful(_ pool: [Value]) -> Bool {
    let some = pool.prefix(Arguments.count / 2)
    let results = some.map { value(of: $0) }
    guard Set(results.prefix(8)).count > 4 else { return false }
    return Mutants.shortened(self).allSatisfy { mutant in
      zip(some, results).count { mutant.value(of: $0) != $1 } > some.count / 6
    }
  }

  /// Tests that every mutant fails, as few as do it but at least ``fewestTests``.
  ///
  /// - Returns: `nil` where the pool does not have them.
  func tests(_ pool: [Value]) -> [TaskTest]? {
    let results = pool.map { value(of: $0) }
    var chosen: [Int] = []
    let mutants = Mutants.shortened(self) + Mutants.altered(self)
    let wrong = mutants.map { mutant in { mutant.value(of: $0) } } + Mutants.trivial
    for program in wrong where !chosen.contains(where: { program(pool[$0]) != results[$0] }) {
      guard let telling = pool.indices.first(where: { program(pool[$0]) != results[$0] }) else { return nil }
      chosen.append(telling)
    }
    // An edge case is always among them, and no argument is twice.
    for index in [7, 15] + pool.indices where chosen.count < Composition.fewestTests {
      if !chosen.contains(where: { pool[$0] == pool[index] }) { chosen.append(index) }
    }
    guard (Composition.fewestTests...Composition.mostTests).contains(chosen.count) else { return nil }
    return chosen.map { TaskTest(argument: pool[$0], result: results[$0]) }
  }
}
