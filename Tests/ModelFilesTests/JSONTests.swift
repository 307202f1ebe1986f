import Testing

@testable import ModelFiles

/// JSON is read strictly and written as it was read.
@Suite struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Array(text.utf8), path: "test.json")
  }

  @Test(arguments: [
    "null", "true", "[]", "{}", #"{"b":1,"a":[1e-05,-0.0,1E+3,10000.0]}"#, #""\"\\\n\t\u0001 grüße 😀""#, "[[[1],[2]]]",
  ])
  func whatIsReadIsWrittenTheSame(text: String) throws {
    #expect(try parse(text).text() == text)
  }

  @Test func escapesAreResolved() throws {
    #expect(try parse(#""\u00fc\ud83d\ude00\/\b\f""#).string == "ü😀/\u{8}\u{c}")
  }

  @Test func numbersKeepTheirSpelling() throws {
    #expect(try parse("1e3").integer == 1_000)
    #expect(try parse("8192.0").integer == 8_192)
    #expect(try parse("0.5").integer == nil)
    #expect(try parse("1e400").double == nil)
    #expect(try parse("99999999999999999999").integer == nil)
  }

  @Test(arguments: [
    "", " ", "nul", "tru e", "01", "1.", ".5", "+1", "1e", "-", "NaN", "[1,]", "[1 2]", #"{"a":}"#, #"{"a":1,}"#,
    "{a:1}", #""a"#,
    #""\x""#, #""\u12""#, #""\ud800""#, #""\ud800\u0041""#, #""\udc00""#, "\"\n\"", "1 1", "]", #"{"a":1,"a":2}"#,
  ])
  func everythingElseIsMalformed(text: String) {
    #expect(modelFileError { _ = try parse(text) }?.code == .malformed)
  }

  @Test func textIsUTF8() {
    let error = modelFileError { _ = try JSONParser.parse([0x22, 0xFF, 0x22], path: "test.json") }
    #expect(error?.code == .malformed)
  }

  @Test func depthAndNumberOfValuesAreLimited() throws {
    let deep = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    _ = try parse(deep(JSONParser.depthLimit))
    #expect(modelFileError { _ = try parse(deep(100_000)) }?.code == .limit)
  }

  @Test func severalLinesAreThoseOfHuggingFace() throws {
    let value = try parse(#"{"a":[1,2],"b":{},"c":{"d":null}}"#)
    #expect(
      value.text(indentation: 2) == """
        {
          "a": [
            1,
            2
          ],
          "b": {},
          "c": {
            "d": null
          }
        }
        """)
  }

  @Test func keysKeepTheirOrder() {
    var object: JSONObject = ["b": .integer(1), "a": .integer(2)]
    object["b"] = .integer(3)
    object["c"] = .null
    object["a"] = nil
    #expect(object.keys == ["b", "c"])
  }
}
