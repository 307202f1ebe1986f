import Testing

@testable import Tokenizers

@Suite struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONText(Array(text.utf8), file: "f.json").root }

  @Test func keepsStringsExactly() throws {
    let root = try parse(
      #"{"a": "caf\u0065\u0301", "b": "\ud83d\ude00\n\"\\\/\b\f\r\t", "\#u{E9}": 1, "e\#u{301}": 2}"#)
    #expect(bytes(root["a"]?.string) == Array("cafe\u{301}".utf8))
    #expect(bytes(root["b"]?.string) == Array("\u{1F600}\n\"\\/\u{8}\u{C}\r\t".utf8))
    // Composed and decomposed names are two names.
    #expect(root["\u{E9}"]?.int == 1)
    #expect(root["e\u{301}"]?.int == 2)
    #expect(root.members.map(\.name.utf8.count) == [1, 1, 2, 3])
  }

  @Test func readsValues() throws {
    let root = try parse(#"[null, true, false, -12, 1.5e3, [], {}, {"x": [1, {"y": 2}]}]"#)
    #expect(root.elements.count == 8)
    #expect(root.elements[3].int == -12)
    #expect(root.elements[4].int == nil)
    #expect(root.elements[7]["x"]?.elements[1]["y"]?.int == 2)
    #expect(root.elements[7]["x"]?.elements[1]["y"]?.path == "[7].x[1].y")
  }

  @Test(arguments: [
    "", "{", #"{"a"}"#, #"{"a":1,}"#, "[1 2]", "[01]", "[1.]", "nul", #""\ud800""#, #""\udc00\ud800""#, #""\x""#,
    "\"a\nb\"",
    "[1]]", "'a'", "NaN", #"{a: 1}"#, "[1,,2]", #""\u12g4""#, #"{"a": 1 "b": 2}"#,
  ]) func refuses(_ text: String) {
    let error = tokenizerError { _ = try parse(text) }
    #expect(error?.code == .invalidJSON)
    #expect(error?.file == "f.json")
  }

  @Test func saysThatATextWasCutShort() {
    for text in [#"{"a": [1, 2"#, #"{"a": "b"#, #"{"a": "\u00"#, "tru"] {
      #expect(tokenizerError { _ = try parse(text) }?.advice?.contains("cut short") == true, "\(text)")
    }
  }

  @Test func deepNestingIsAnError() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(tokenizerError { _ = try parse(deep) }?.message.contains("nesting") == true)
  }

  @Test func invalidUTF8IsAnError() {
    #expect(tokenizerError { _ = try JSONText([0x22, 0xFF, 0x22], file: "f") }?.code == .invalidJSON)
  }

  @Test func writesWhatItReads() throws {
    let text = "a\"\\\n\r\t\u{1}\u{1F}é\u{301}😀"
    var writer = JSONWriter()
    writer.string(text)
    #expect(bytes(try JSONText(writer.bytes, file: "f").root.string) == Array(text.utf8))
  }
}
