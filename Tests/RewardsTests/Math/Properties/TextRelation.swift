import Foundation

@testable import Rewards

/// What the relation `equal` says about two texts, each order with an algebra of its own, as a comparison has.
enum TextRelation: Sendable, Hashable {
  case equal, different
  /// It would take more work than it may: nothing is claimed.
  case budget
  /// One of the texts has no meaning.
  case unreadable(String)

  init(_ left: String, _ right: String, budget: WorkBudget = WorkBudget()) {
    self = Meanings(budget: budget).relation(of: [left, right], 0, 1)
  }

  /// As ``init(_:_:budget:)``, both ways.
  static func bothWays(_ left: String, _ right: String) -> (TextRelation, TextRelation) {
    (TextRelation(left, right), TextRelation(right, left))
  }

  /// Whether two orders, or two ways to the same question, contradict each other.
  func contradicts(_ other: TextRelation) -> Bool {
    switch (self, other) {
    case (.equal, .different), (.different, .equal): true
    default: false
    }
  }
}

/// Answers that share an algebra, so that they can be compared with each other.
struct Meanings {
  let algebra: Algebra
  let interpreter: Interpreter

  init(budget: WorkBudget = WorkBudget()) {
    algebra = Algebra(budget: budget)
    interpreter = Interpreter(algebra: algebra)
  }

  var writer: FormWriter { FormWriter(algebra: algebra) }

  func answer(_ text: String) throws -> Answer { try interpreter.answer(try Grammar.parse(text)) }

  func equal(_ left: Answer, _ right: Answer) throws -> Bool {
    try AnswerComparison(interpreter: interpreter).equal(left, right) != nil
  }

  /// The relation of two of the texts after all of them were read in their order.
  func relation(of texts: [String], _ left: Int, _ right: Int) -> TextRelation {
    do {
      let answers = try texts.map { try answer($0) }
      return try equal(answers[left], answers[right]) ? .equal : .different
    } catch AlgebraError.budget {
      return .budget
    } catch {
      return .unreadable("\(error)")
    }
  }
}

/// Seeds of a property: few by default, `KLEAR_PROPERTY_SCALE` times as many for a long run.
enum Seeds {
  /// Calls the closure with generators of the first seeds; a failure should name the seed.
  static func each(
    _ count: Int, _ body: (_ seed: UInt64, _ generator: inout ExpressionGenerator) throws -> Void
  ) rethrows {
    for seed in 0..<UInt64(count * scale) {
      var generator = ExpressionGenerator(seed: seed)
      try body(seed, &generator)
    }
  }

  private static let scale = ProcessInfo.processInfo.environment["KLEAR_PROPERTY_SCALE"].flatMap(Int.init) ?? 1
}
