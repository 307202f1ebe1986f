/// Whether a response has the form `<think>…</think>answer` that a run may ask for.
public enum ThinkFormat {
  /// What is wrong with a response's form.
  public enum Flaw: String, Sendable, Hashable, CaseIterable {
    case missingOpening = "the response has no <think>"
    case missingClosing = "the response has no </think>"
    case repeatedOpening = "the response has more than one <think>"
    case repeatedClosing = "the response has more than one </think>"
    case wrongOrder = "</think> stands before <think>"
    case textBefore = "text stands before <think>"
    case nothingAfter = "nothing stands behind </think>"
  }

  /// `nil` if the response is well formed: one `<think>` with only white space before it, then one `</think>`, then an
  /// answer.
  public static func flaw(of response: String) -> Flaw? {
    let bytes = Array(response.utf8)
    let opening = ThinkTags.starts(of: ThinkTags.open, bytes, bytes.indices, limit: 2)
    let closing = ThinkTags.starts(of: ThinkTags.close, bytes, bytes.indices, limit: 2)
    guard let open = opening.first else { return .missingOpening }
    guard let close = closing.first else { return .missingClosing }
    if opening.count > 1 { return .repeatedOpening }
    if closing.count > 1 { return .repeatedClosing }
    if close < open { return .wrongOrder }
    if !PythonText.strip(bytes, 0..<open).isEmpty { return .textBefore }
    if PythonText.strip(bytes, close + ThinkTags.close.count..<bytes.count).isEmpty { return .nothingAfter }
    return nil
  }
}
