/// Why an advantage or a loss cannot be computed: a setting or a batch that makes no sense, never a number that went
/// wrong in training (those are held, counted, and reported).
public enum RLMathError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A constant out of its range.
  case setting(String, value: Double, rule: String)
  /// An array that does not fit the batch.
  case shape(String, count: Int, expected: Int)
  /// What a method needs and the batch lacks.
  case missing(String, needed: String)
  /// A reward that is not a number should have left with the faults.
  case notFinite(String, row: Int)
  /// Weights that differ within a row, for an objective with one loss a row.
  case unequalWeights(row: Int)
  /// Part of a mini-batch was given to what has to see the whole.
  case needsWholeMiniBatch(String)

  public var description: String {
    switch self {
    case .setting(let name, let value, let rule): "\(name) is \(value); it must be \(rule)"
    case .shape(let name, let count, let expected): "\(name): \(count) numbers, where the batch has \(expected)"
    case .missing(let name, let needed): "\(needed) needs \(name)"
    case .notFinite(let name, let row): "\(name) of row \(row) is not a finite number"
    case .unequalWeights(let row):
      "the weights of row \(row) differ from token to token, but its objective has one loss a row: weigh sequences"
    case .needsWholeMiniBatch(let name): "\(name) compares tokens of the whole mini-batch and was given a part of it"
    }
  }
}

extension RLMathError {
  static func require(_ name: String, _ value: Double, _ rule: String, _ holds: Bool) throws(RLMathError) {
    guard value.isFinite, holds else { throw .setting(name, value: value, rule: rule) }
  }

  static func require(_ name: String, count: Int, _ expected: Int) throws(RLMathError) {
    guard count == expected else { throw .shape(name, count: count, expected: expected) }
  }
}
