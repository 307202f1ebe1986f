import Datasets

/// Rows that cannot be read.
enum SchemaCheck: Check {
  static let about = CheckDescription(
    id: "schema", severity: .error, cost: .text,
    summary: "The row is no JSON object of its format: a field is missing, has another type or an impossible value.",
    advice: "Repair the field, or drop the row: no reader takes it.")

  /// The check that a reader's error belongs to.
  static func check(for error: DatasetError) -> String {
    switch error.code {
    case .noTests: TestsNoneCheck.about.id
    case .invalidUTF8: EncodingCheck.about.id
    case .invalidValue where error.message.hasPrefix("holds half of a surrogate"): EncodingCheck.about.id
    default: about.id
    }
  }
}

/// Programs that nothing judges.
enum TestsNoneCheck: Check {
  static let about = CheckDescription(
    id: "tests_none", severity: .error, cost: .text, summary: "A programming problem without any test.",
    advice: "Drop the row, or give it tests: every program would be right, or none.")
}
