import Datasets

/// Tests that stand in a row and that its reader leaves out: nobody is judged by them.
enum Unreachable {
  static func words(_ row: JSONValue, _ format: DatasetFormat) -> String? {
    switch format {
    case .verl:
      guard let field = try? row.required("reward_model").required("ground_truth") else { return nil }
      let truth: JSONValue
      if field.isString {
        guard let bytes = try? field.utf8(), let inner = try? JSONDocument(bytes, origin: .init(file: "")).root else {
          return nil
        }
        truth = inner
      } else {
        truth = field
      }
      guard truth.kind == .object else { return nil }
      let hasCode = truth.has("functional") || truth.has("assert_case") || truth.has("pytest")
      guard hasCode, let inputs = try? truth.member("inputs")?.elements(), !inputs.isEmpty else { return nil }
      return "the row holds test code and \(inputs.count) inputs; only the test code is run"
    case .native:
      guard let kind = try? row.required("kind").string() else { return nil }
      if kind == "assert", let tests = try? row.member("tests")?.elements(), !tests.isEmpty {
        return "the row is of kind assert and has \(tests.count) entries in `tests`, which are not run"
      }
      if kind == "stdio" || kind == "call", row.has("test_code") {
        return "the row is of kind \(kind) and has `test_code`, which is not run"
      }
      return nil
    case .lcb, .humaneval, .mbpp: return nil
    }
  }
}
