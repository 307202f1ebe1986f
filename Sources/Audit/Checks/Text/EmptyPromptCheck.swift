/// Prompts that ask nothing, or break off.
struct EmptyPromptCheck: RowCheck {
  static let about = CheckDescription(
    id: "empty_prompt", severity: .error, cost: .text,
    summary: "The prompt is empty, a placeholder, or breaks off in the middle.",
    advice: "Drop the row, or restore its prompt from where it came.")

  init(_ settings: AuditSettings) {}

  private static let placeholders: Set<String> = [
    "n/a", "na", "none", "null", "nan", "nil", "todo", "tbd", "test", "prompt", "question", "problem", "undefined",
    "unknown", "...", "…", "-", "--", "?", "<prompt>", "[prompt]", "{prompt}", "lorem ipsum", "placeholder", "missing",
  ]

  func remarks(on row: AuditRow) -> [Remark] {
    guard let prompt = row.prompt else { return [] }
    let bytes = NormalText.trimmed(Array(prompt.utf8)[...])
    let text = String(decoding: bytes, as: UTF8.self)
    if text.isEmpty { return [Remark("the prompt is empty", confidence: 1)] }
    if text.utf8.count < 24, Self.placeholders.contains(text.lowercased()) {
      return [Remark("the prompt is only \(Quoted.text(text))", confidence: 0.98)]
    }
    if !text.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil }) {
      return [Remark("the prompt has no letter and no digit: \(Quoted.text(text))", confidence: 0.97)]
    }
    // A program's stub may end anywhere; options may stand in fields of their own.
    guard row.kind != .code, row.options.isEmpty, let why = Truncation.words(text) else { return [] }
    return [
      Remark(
        "the prompt breaks off: \(why.words); it ends with \(Quoted.tail(text))",
        severity: why.isCertain ? .error : .warning, confidence: why.isCertain ? 0.95 : 0.8)
    ]
  }
}

/// Signs that a text was cut.
enum Truncation {
  /// Words after which an English sentence goes on.
  private static let unfinished: Set<Substring> = [
    "the", "a", "an", "of", "and", "or", "to", "with", "for", "by", "that", "which", "than", "from", "into", "if",
    "when", "where", "be", "such", "each", "every", "between", "their", "its", "his", "her", "how",
    "many", "at", "as", "but", "in", "on", "find", "compute", "calculate", "let", "then", "has", "have", "was",
  ]

  static func words(_ text: String) -> (words: String, isCertain: Bool)? {
    let tail = text.suffix(200)
    guard let last = tail.last else { return nil }
    // An even number of them is a line break of LaTeX.
    if last == "\\", tail.reversed().prefix(while: { $0 == "\\" }).count % 2 == 1 {
      return ("a backslash with nothing behind it", true)
    }
    if let open = openCommand(tail) { return ("the argument of \(open) is not closed", true) }
    if last == "," { return ("it ends with a comma", false) }
    // "Find x in the form a + b:" and "(\quad)" end in a sign; only a bare word says that more was to come.
    guard last.isLetter else { return nil }
    let word = tail.split { !$0.isLetter && $0 != "\\" && $0 != "'" && $0 != "$" && $0 != "_" && $0 != "-" }.last ?? ""
    guard tail.hasSuffix(word), word.first?.isLetter == true else { return nil }
    let lowered = Substring(word.lowercased())
    guard unfinished.contains(lowered), word == word.lowercased() else { return nil }
    // "$x = a" and "what is a" name a variable.
    if lowered == "a" || isInFormula(text) { return nil }
    return ("the last word is \"\(word)\"", false)
  }

  /// `\frac{1}{` and the like at the end of a text.
  private static func openCommand(_ tail: Substring) -> String? {
    guard tail.last == "{" else { return nil }
    guard let slash = tail.lastIndex(of: "\\") else { return nil }
    let command = tail[slash...].prefix { $0 != "{" }
    return command.count > 1 ? String(command) : nil
  }

  private static func isInFormula(_ text: String) -> Bool {
    text.utf8.count { $0 == UInt8(ascii: "$") } % 2 == 1
  }
}
