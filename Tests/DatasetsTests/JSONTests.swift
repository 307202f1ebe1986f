import Testing

@testable import Datasets

@Suite struct JSONTests {
  @Test(arguments: [
    "{}", "[]", "null", " {\"a\" : [1, -0, 2.5e-3, \"x\", true, false, null] } ", "\"\\u00e5\\ud83d\\ude00\\/\"",
    "[1e999, 123456789012345678901234567890]", "{\"\\ud800\": 1}",
  ])
  func valid(text: String) { #expect(throws: Never.self) { try parse(text) } }

  @Test(arguments: [
    "", "{", "[1,", "\"abc", "\"\\u12", "{\"a\"", "{\"a\":", "\"\\",
  ])
  func truncated(text: String) { #expect(datasetError { _ = try parse(text) }?.code == .truncated) }

  @Test(arguments: [
    "[1,]", "{,}", "{\"a\" 1}", "{1:2}", "01", "1.", "1e", "-", "+1", ".5", "tru", "nul", "[1 2]", "{}{}", "1 1",
    "\"\\x\"", "\"\\u12g4\"", "'a'", "\"a\u{1}b\"", "NaN", "Infinity", "]", "}", "[}", "{]", "{\"a\":1,}",
  ])
  func invalid(text: String) { #expect(datasetError { _ = try parse(text) }?.code == .invalidJSON) }

  @Test func deepNestingIsAnErrorNeverACrash() {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
      let text = String(repeating: open, count: 100_000)
      #expect(datasetError { _ = try parse(text) }?.code == .invalidJSON)
    }
  }

  @Test func pythonNumbersWhereAllowed() throws {
    #expect(try parse("[NaN, Infinity, -Infinity]", allowNonFinite: true).elements().count == 3)
  }

  @Test func strings() throws {
    #expect(try parse(#""a\n\t\"\\\/\u00e5\ud83d\ude00z""#).string() == "a\n\t\"\\/å😀z")
    #expect(try parse(#""\u0000""#).utf8() == [0])
    for lone in [#""\ud800""#, #""\udc00x""#, #""\ud800A""#, #""\ud83d\n""#] {
      #expect(datasetError { _ = try parse(lone).string() }?.code == .invalidValue)
    }
  }

  @Test func numbers() throws {
    #expect(try parse("2.5e1").number(in: 0...100) == 25)
    #expect(try parse("-0").integer(in: 0...1) == 0)
    #expect(try parse("5.0").integer(in: 0...9) == 5)
    for text in ["1e999", "-1", "123456789012345678901234567890"] {
      #expect(datasetError { _ = try parse(text).number(in: 0...1000) }?.code == .invalidValue)
      #expect(datasetError { _ = try parse(text).integer(in: 0...1000) }?.code == .invalidValue)
    }
    #expect(datasetError { _ = try parse("1.5").integer(in: 0...9) }?.code == .invalidValue)
    #expect(datasetError { _ = try parse("true").number(in: 0...9) }?.code == .wrongType)
  }

  @Test func errorsNameTheField() throws {
    let row = try parse(#"{"tests":[{"input":"a"},{"input":7}],"x":{"y":[[],[null]]}}"#)
    let tests = try row.required("tests").elements()
    let wrong = datasetError { _ = try tests[1].required("input").string() }
    #expect(wrong?.description == "f:7: tests[1].input: expected a string, got a number")
    #expect(datasetError { _ = try tests[0].required("output") }?.field == "tests[0].output")
    let inner = try row.required("x").required("y").elements()[1].elements()[0]
    #expect(inner.path == "x.y[1][0]")
    #expect(datasetError { _ = try row.required("x").required("z") }?.description == "f:7: x.z: is missing")
    #expect(datasetError { _ = try row.required("x").string() }?.field == "x")
  }

  @Test func aKeyGivenTwiceIsAnErrorWhereItCounts() throws {
    let row = try parse(#"{"a":1,"b":2,"a":3,"b\u0062":4}"#)
    #expect(datasetError { _ = try row.member("a") }?.code == .invalidJSON)
    #expect(try row.required("b").integer(in: 0...9) == 2)
    #expect(try row.required("bb").integer(in: 0...9) == 4)
  }

  @Test func base64AndInflate() throws {
    #expect(decodeBase64(Array("aGk=".utf8)) == Array("hi".utf8))
    #expect(decodeBase64(Array("aGk".utf8)) == Array("hi".utf8))
    #expect(decodeBase64(Array("a".utf8)) == nil)
    #expect(decodeBase64(Array("a=b=".utf8)) == nil)
    #expect(decodeBase64(Array("aG!=".utf8)) == nil)
    #expect(throws: InflateFailure.self) { _ = try inflateZlib([1, 2, 3], limit: 10) }
    // 64 KiB of zero bytes in 90.
    let bomb = try #require(
      decodeBase64(
        Array(
          "eNrtwQEBAAAAgJD+r+4ICgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGoADwAB"
            .utf8)))
    #expect(throws: InflateFailure.self) { _ = try inflateZlib(bomb, limit: 1_000) }
  }
}
