/// Compares what a call returned with the JSON value that was expected.
///
///     let outcome = try CallComparison.compare(
///       result: value, expectedText: Array("[1, 2]".utf8), checker: .lcb, tuplesAsLists: .all)
public enum CallComparison {
  /// The expected value, from a test's `output`. Parse it before anything is judged: an error is the dataset's.
  /// - Throws: ``JSONTextError``
  public static func validateExpected(_ text: [UInt8]) throws(JSONTextError) -> PlainValue {
    try JSONText.parse(text)
  }

  /// As ``compare(result:expected:checker:tuplesAsLists:)``, from the text.
  /// - Throws: ``JSONTextError`` if the expected text is not JSON.
  public static func compare(
    result: PlainValue, expectedText: [UInt8], checker: BuiltInChecker, tuplesAsLists: TupleDepth = .all
  ) throws(JSONTextError) -> Comparison {
    compare(
      result: result, expected: try validateExpected(expectedText), checker: checker, tuplesAsLists: tuplesAsLists)
  }

  /// `lcb` compares values by Python's `==`; every other checker compares the canonical JSON texts of both.
  /// - Parameter tuplesAsLists: for `lcb`: `.all` is ours, `.outermost` is LiveCodeBench's own.
  public static func compare(
    result: PlainValue, expected: PlainValue, checker: BuiltInChecker, tuplesAsLists: TupleDepth = .all
  ) -> Comparison {
    if case .lcb = checker {
      let difference = PythonEquality.firstDifference(
        result: result, expected: expected, tuplesAsLists: tuplesAsLists)
      return difference.map(Comparison.different) ?? .accepted
    }
    do {
      let output = try JSONText.canonical(result)
      return OutputComparison.compare(output: output, expected: try JSONText.canonical(expected), checker: checker)
    } catch {
      // What came from JSON text can be written as JSON: it is the result that cannot.
      return .different("the result is not comparable: \(error)")
    }
  }
}
