import Testing

@testable import TrainingRuns

@Suite struct ChatRowTests {
  private func rows(_ bytes: [UInt8], limit: Int = ChatRows.defaultMaximumLineBytes) throws -> [ChatRow] {
    let folder = try TemporaryFolder()
    let reader = try ChatRows(try folder.write("rows.jsonl", bytes), maximumLineBytes: limit)
    var rows: [ChatRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  private func error(_ bytes: [UInt8]) throws -> String? {
    let folder = try TemporaryFolder()
    let path = try folder.write("rows.jsonl", bytes)
    let text = failure(RunFileError.self) {
      let reader = try ChatRows(path)
      while try reader.next() != nil {}
    }?.description
    return text.map { $0.hasPrefix(path) ? "rows.jsonl" + $0.dropFirst(path.count) : $0 }
  }

  static let hello = ChatRow.messages([
    ChatMessage(role: .user, content: "hi"), ChatMessage(role: .assistant, content: "hello"),
  ])
  static let helloJSON = #"{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}]}"#

  static let accepted: [(String, [ChatRow])] = [
    ("", []),
    ("\n \n\t\n", []),
    (helloJSON, [hello]),
    (helloJSON + "\n" + helloJSON + "\n", [hello, hello]),
    ("\u{FEFF}" + helloJSON + "\r\n\r\n" + helloJSON + "\r\n", [hello, hello]),
    (#"{"prompt":"hi","response":"hello"}"#, [hello]),
    (#"{"prompt":"hi","completion":"hello","id":7}"#, [hello]),
    (#"{"text":"once upon a time"}"#, [.text("once upon a time")]),
    (
      #"{"messages":[{"role":"assistant","content":"","name":"x"}],"source":{"a":[1]}}"#,
      [.messages([ChatMessage(role: .assistant, content: "")])]
    ),
    (#"{"text":"\u00e9\ud83d\ude00\n\"\\\/"}"#, [.text("é😀\n\"\\/")]),
  ]

  @Test(arguments: accepted)
  func aRowIsRead(_ text: String, _ expected: [ChatRow]) throws { #expect(try rows(Array(text.utf8)) == expected) }

  static let refused: [(String, String)] = [
    ("{}", "rows.jsonl:1: messages: is missing: a row is {\"messages\": [{\"role\": …, \"content\": …}, …]}"),
    ("\n\n[1]", "rows.jsonl:3: expected one object a line, got a list: convert the file with `jq -c '.[]'`"),
    ("7", "rows.jsonl:1: expected one object a line, got a number"),
    ("{", "rows.jsonl:1: not JSON at byte 2: the text ends in the middle"),
    ("{\"a\":01}", "rows.jsonl:1: not JSON at byte 7: expected `,` or `}`"),
    ("{\"a\":1,\"a\":2}", "rows.jsonl:1: not JSON at byte 8: the key \"a\" stands twice in an object"),
    ("{\"text\":\"\\ud800\"}", "rows.jsonl:1: not JSON at byte 12: half of a surrogate pair"),
    (#"{"messages":{}}"#, "rows.jsonl:1: messages: expected a list, got an object"),
    (#"{"messages":[]}"#, "rows.jsonl:1: messages: is empty"),
    (#"{"messages":["x"]}"#, "rows.jsonl:1: messages[0]: expected an object, got a text"),
    (#"{"messages":[{"content":"x"}]}"#, "rows.jsonl:1: messages[0].role: is missing"),
    (
      #"{"messages":[{"role":"sytem","content":"x"}]}"#,
      "rows.jsonl:1: messages[0].role: unknown role \"sytem\"; did you mean system?"
    ),
    (
      #"{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":null}]}"#,
      "rows.jsonl:1: messages[1].content: expected a text, got null"
    ),
    (#"{"messages":[{"role":"assistant"}]}"#, "rows.jsonl:1: messages[0].content: is missing"),
    (
      #"{"messages":[{"role":"user","content":"x"}]}"#,
      "rows.jsonl:1: messages: no turn of the assistant, so there is nothing to learn"
    ),
    (#"{"prompt":"x"}"#, "rows.jsonl:1: response: is missing: a row with `prompt` needs `response` (or `completion`)"),
    (#"{"prompt":"x","response":5}"#, "rows.jsonl:1: response: expected a text, got a number"),
    (#"{"text":""}"#, "rows.jsonl:1: text: is empty"),
  ]

  @Test(arguments: refused)
  func anErrorNamesFileLineAndField(_ text: String, _ expected: String) throws {
    #expect(try error(Array(text.utf8)) == expected)
  }

  @Test func invalidUTF8IsNamedByItsByte() throws {
    let bytes = Array("{\"text\":\"a\"}\n{\"text\":\"b".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
    #expect(try error(bytes) == "rows.jsonl:2: byte 11 of the line is not UTF-8: save the file as UTF-8 text")
  }

  @Test func deepDataEndsInAnErrorNotInACrash() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(try error(Array("{\"text\":\(deep)".utf8))?.contains("nested deeper than 256 levels") == true)
  }

  @Test func theNextRowCanBeReadAfterABadOne() throws {
    let folder = try TemporaryFolder()
    let long = "{\"text\":\"" + String(repeating: "x", count: 200_000) + "\"}\n"
    let path = try folder.write("rows.jsonl", "oops\n" + long + Self.helloJSON + "\n")
    let reader = try ChatRows(path, maximumLineBytes: 100_000)
    #expect(failure(RunFileError.self) { try reader.next() }?.line == 1)
    let tooLong = failure(RunFileError.self) { try reader.next() }
    #expect(tooLong?.code == .tooLarge)
    #expect(tooLong?.line == 2)
    #expect(try reader.next() == Self.hello)
    #expect(try reader.next() == nil)
  }

  /// Lines around the size of a chunk.
  @Test(arguments: [65_000, 65_524, 65_525, 65_526, 65_527, 65_536, 131_072, 200_000])
  func longLinesAreWhole(_ length: Int) throws {
    let text = String(repeating: "y", count: length)
    let line = "{\"text\":\"\(text)\"}"
    #expect(try rows(Array("\(line)\n\(line)\n\(line)".utf8)) == [.text(text), .text(text), .text(text)])
  }
}

@Suite struct ChatRowFileTests {
  private func line(_ text: String) -> String { "{\"text\":\"\(text)\"}" }

  @Test func rowsAreReadByNumber() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("rows.jsonl", "\u{FEFF}\(line("a"))\r\n\n  \n\(line("b"))\n\n\n\(line("c"))")
    let file = try ChatRowFile(path)
    #expect(file.count == 3)
    #expect(try [2, 0, 1, 2].map { try file.row($0) } == [.text("c"), .text("a"), .text("b"), .text("c")])
  }

  @Test func anErrorNamesTheLineOfTheFile() throws {
    let folder = try TemporaryFolder()
    let file = try ChatRowFile(try folder.write("rows.jsonl", "\(line("a"))\n\n\n{\"text\":1}\n\(line("b"))\n"))
    let error = failure(RunFileError.self) { try file.row(1) }
    #expect(error?.line == 4)
    #expect(error?.field == "text")
    #expect(try file.row(2) == .text("b"))
  }

  @Test func aChangeIsNoticed() throws {
    let folder = try TemporaryFolder()
    let file = try ChatRowFile(try folder.write("rows.jsonl", "\(line("a"))\n"))
    let other = try OutputFile("\(folder.path)/rows.jsonl", .append)
    try other.write(Array("\(line("b"))\n".utf8))
    #expect(failure(RunFileError.self) { try file.row(0) }?.code == .changed)
  }

  @Test func severalFilesAreOne() throws {
    let folder = try TemporaryFolder()
    let paths = try [["a", "b"], ["c"], ["d", "e", "f"]].enumerated().map { index, texts in
      try folder.write("\(index).jsonl", texts.map { line($0) + "\n" }.joined())
    }
    let data = try ChatDataset(paths)
    #expect(try (0..<data.count).map { try data.row($0) } == ["a", "b", "c", "d", "e", "f"].map { .text($0) })
    let empty = try folder.write("empty.jsonl", "\n")
    #expect(failure(RunFileError.self) { try ChatDataset(paths + [empty]) }?.message == "has no rows")
    #expect(failure(RunFileError.self) { try ChatDataset(["\(folder.path)/none"]) }?.code == .notFound)
    #expect(failure(RunFileError.self) { try ChatDataset([folder.path]) }?.code == .unreadable)
  }
}
