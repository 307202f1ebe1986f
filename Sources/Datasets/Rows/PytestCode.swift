/// `pytest` ground truth of a shape that needs no pytest: `from solution import …` and plain `test_…()` functions.
struct PytestCode {
  private let field: JSONValue
  private let text: String

  init(_ field: JSONValue) throws {
    self.field = field
    text = try field.string()
  }

  /// The same tests as test code that calls each function. The imports of `solution` go: a free name of test code is
  /// looked up in the program anyway.
  /// - Throws: `.unsupported` with the first construct that only pytest runs.
  func testCode() throws -> String {
    var lines: [Substring] = []
    var functions: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let name = try testFunction(line) { functions.append(name) }
      if try !importsSolution(line) { lines.append(line) }
    }
    guard !functions.isEmpty else { throw unsupported("no `def test_…():` at the left margin") }
    return (lines + functions.map { "\($0)()" }).joined(separator: "\n") + "\n"
  }

  private func testFunction(_ line: Substring) throws -> Substring? {
    for sign in ["@", "class ", "async def "] where line.hasPrefix(sign) {
      throw unsupported("a line that begins with `\(sign)`")
    }
    for word in ["pytest", "unittest", "monkeypatch", "capsys"] where line.contains(word) {
      throw unsupported("`\(word)`")
    }
    guard line.hasPrefix("def test") else { return nil }
    let signature = line.dropFirst("def ".count)
    guard let open = signature.firstIndex(of: "("), signature[open...].hasPrefix("()") else {
      throw unsupported("a test function with parameters")
    }
    return signature[..<open]
  }

  /// `from solution import a, b` may go; under another name the program's function could not be found.
  private func importsSolution(_ line: Substring) throws -> Bool {
    let words = line.split(separator: " ")
    if words.starts(with: ["import", "solution"]) { throw unsupported("`import solution`") }
    guard words.starts(with: ["from", "solution", "import"]) else { return false }
    guard !words.contains("as"), !line.contains("("), !line.contains("\\"), !line.contains(";") else {
      throw unsupported("an import of `solution` that renames or goes over several lines")
    }
    return true
  }

  private func unsupported(_ what: String) -> DatasetError {
    field.error(.unsupported, "needs pytest (\(what)), which is not run: rewrite the tests as `functional` asserts")
  }
}
