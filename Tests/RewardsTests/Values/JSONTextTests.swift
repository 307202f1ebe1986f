import Testing

@testable import Rewards

/// JSON as Python's `json` reads and writes it. The expectations were taken from Python 3.11.
@Suite struct JSONTextTests {
  /// JSON text and the value as a Python literal.
  @Test(arguments: [
    ("null", "None"), (" true\n", "True"), ("false", "False"), ("-0", "0"), ("-Infinity", "-inf"), ("Infinity", "inf"),
    (" [ ] ", "[]"), ("{}", "{}"), ("[1,[2,[]],{\"a\" : {}}]", #"[1, [2, []], {"a": {}}]"#),
    (#"{"a": 1, "b": 2, "a": 3}"#, #"{"a": 3, "b": 2}"#),
  ])
  func reads(json: String, literal: String) throws {
    #expect(try JSONText.parse(Array(json.utf8)) == python(literal))
  }

  @Test(
    arguments: [
      ("0", 0), ("12", 12), ("-7", -7), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
      ("1e2", nil),
    ] as [(String, Int?)])
  func readsIntegers(json: String, value: Int?) throws {
    guard let value else {
      #expect(try JSONText.parse(Array(json.utf8)) == .float(100))
      return
    }
    #expect(try JSONText.parse(Array(json.utf8)) == .int(PlainInteger(value)))
  }

  @Test(
    arguments: [
      ("-0.0", -0.0), ("1.5e3", 1500), ("1E5", 1e5), ("1e+2", 100), ("12E-1", 1.2), ("1e400", .infinity),
      ("-1e400", -.infinity), ("1e-400", 0), ("0e5", 0),
    ] as [(String, Double)])
  func readsFloats(json: String, value: Double) throws {
    #expect(try JSONText.parse(Array(json.utf8)) == .float(value))
  }

  @Test func readsIntegersOfAnySize() throws {
    let digits = Array(String(repeating: "123456789", count: 10_000).utf8)
    let integer = try #require(PlainInteger(decimal: digits))
    #expect(try JSONText.parse(digits) == .int(integer))
  }

  /// The text and its bytes; a surrogate may stand alone.
  @Test(
    arguments: [
      (#""""#, []), (#""a\n\t\"\\\/\b\f\r""#, [0x61, 0x0A, 0x09, 0x22, 0x5C, 0x2F, 0x08, 0x0C, 0x0D]),
      (#""\u00e9é""#, [0xC3, 0xA9, 0xC3, 0xA9]),
      (#""\uD83D\uDE00😀""#, [0xF0, 0x9F, 0x98, 0x80, 0xF0, 0x9F, 0x98, 0x80]),
      (#""\ud83d""#, [0xED, 0xA0, 0xBD]), (#""\ude00\ud83d""#, [0xED, 0xB8, 0x80, 0xED, 0xA0, 0xBD]),
      (#""\ud83d\u0041""#, [0xED, 0xA0, 0xBD, 0x41]),
      (#""\ud83dx\ude00""#, [0xED, 0xA0, 0xBD, 0x78, 0xED, 0xB8, 0x80]),
      ("\"\u{7F}\"", [0x7F]), (#""\u0000""#, [0]), (#""\uffff""#, [0xEF, 0xBF, 0xBF]),
    ] as [(String, [UInt8])])
  func readsStrings(json: String, utf8: [UInt8]) throws {
    let text = try #require(PlainText(utf8: utf8))
    #expect(try JSONText.parse(Array(json.utf8)) == .string(text))
  }

  @Test func readsNaN() throws {
    guard case .list(let items) = try JSONText.parse(Array("[NaN]".utf8)), case .float(let value)? = items.first else {
      Issue.record("not a list with a float")
      return
    }
    #expect(value.isNaN)
  }

  @Test(
    arguments: [
      ("", 1, 1, "a value is missing"), ("  ", 1, 3, "a value is missing"),
      ("\u{FEFF}1", 1, 1, "a byte order mark stands"),
      ("01", 1, 2, "something follows the value"), ("1.", 1, 2, "something follows the value"),
      (".5", 1, 1, "a value is missing"),
      ("1e", 1, 2, "something follows the value"), ("-", 1, 1, "a value is missing"),
      ("+1", 1, 1, "a value is missing"),
      ("-NaN", 1, 1, "a value is missing"), ("nul", 1, 1, "a value is missing"), ("[1,]", 1, 4, "a value is missing"),
      ("[1 2]", 1, 4, #""," or "]" is missing"#), ("[1}", 1, 3, #""," or "]" is missing"#),
      ("[", 1, 2, "a value is missing"),
      ("{\"a\":1,}", 1, 8, "a key in double quotes is missing"), ("{1:2}", 1, 2, "a key in double quotes is missing"),
      ("{\"a\" 1}", 1, 6, #"":" is missing"#), ("{\"a\":1", 1, 7, #""," or "}" is missing"#),
      ("{\"a\":}", 1, 6, "a value is missing"),
      ("\"abc", 1, 1, "a string is not closed, which begins"),
      ("\"a\nb\"", 1, 3, "a control character stands in a string"),
      (#""\x""#, 1, 2, "an unknown escape stands"), (#""\u12G4""#, 1, 2, "a \\u escape without four digits stands"),
      (#""\u12"#, 1, 2, "a \\u escape without four digits stands"), ("\"\\", 1, 2, "an unknown escape stands"),
      ("[1,\n 2,\n x]", 3, 2, "a value is missing"), ("[1]x", 1, 4, "something follows the value"),
      ("'a'", 1, 1, "a value is missing"),
      ("\u{A0}1", 1, 1, "a value is missing"), ("True", 1, 1, "a value is missing"),
    ] as [(String, Int, Int, String)])
  func refuses(json: String, line: Int, column: Int, problem: String) {
    #expect {
      try JSONText.parse(Array(json.utf8))
    } throws: {
      guard let error = $0 as? JSONTextError else { return false }
      return error.problem == problem && error.line == line && error.column == column
    }
  }

  @Test func refusesWhatIsNotUTF8() {
    for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x31, 0xC3]] {
      #expect { try JSONText.parse(bytes) } throws: {
        ($0 as? JSONTextError) == JSONTextError("a byte that is not UTF-8 stands", at: 1, in: bytes)
      }
    }
  }

  /// Each closing bracket copies its own items, not all that was read before.
  @Test(.timeLimit(.minutes(1))) func manyContainersTakeLinearTime() throws {
    let text = "[" + String(repeating: "{\"a\": [1]}, ", count: 100_000) + "[]]"
    guard case .list(let items) = try JSONText.parse(Array(text.utf8)) else {
      Issue.record("not a list")
      return
    }
    #expect(items.count == 100_001)
  }

  @Test func depthIsBounded() throws {
    let deepest = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    #expect(PythonEquality.equal(try JSONText.parse(Array(deepest.utf8)), .nested(1000)))
    for opening in ["[", "{\"a\":"] {
      #expect(throws: JSONTextError.self) {
        try JSONText.parse(Array(String(repeating: opening, count: 1_000_000).utf8))
      }
    }
  }

  /// A Python literal, and `json.dumps` of it.
  @Test(arguments: [
    ("None", "null"), ("[True, False, None]", "[true, false, null]"), ("(1, (2,))", "[1, [2]]"), ("[]", "[]"),
    ("{}", "{}"), (#"{"b": 1, "a": [2]}"#, #"{"b": 1, "a": [2]}"#),
    (
      #"{1: "i", True: "b", 1.5: "f", None: "n", nan: 0}"#,
      #"{"1": "i", "true": "b", "1.5": "f", "null": "n", "NaN": 0}"#
    ),
    (#""é😀\u007f\u2028/""#, "\"é😀\u{7F}\u{2028}/\""),
    (#""\"\\\n\r\t\b\f\u0000\u001f""#, #""\"\\\n\r\t\b\f\u0000\u001f""#), (#""a\ud83db""#, #""a\ud83db""#),
    ("[nan, inf, -inf]", "[NaN, Infinity, -Infinity]"), ("100000000000000000000", "100000000000000000000"),
    ("[1e16, 1.0, -0.0]", "[1e+16, 1.0, -0.0]"),
  ])
  func writes(literal: String, json: String) throws {
    #expect(String(decoding: try JSONText.canonical(python(literal)), as: UTF8.self) == json)
  }

  @Test(arguments: [
    (#"b"a""#, "bytes", false), (#"[[b""]]"#, "bytes", false), (#"{b"": 1}"#, "bytes", true),
    ("{(): 1}", "tuple", true),
    ("{[]: 1}", "list", true), ("{{}: 1}", "dict", true),
  ])
  func cannotWrite(literal: String, type: String, isKey: Bool) {
    #expect(throws: UnrepresentableValue(type: type, isKey: isKey)) { try JSONText.canonical(python(literal)) }
  }

  @Test(
    arguments: [
      (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (0.1, "0.1"), (100.0, "100.0"), (123456.789, "123456.789"),
      (1e15, "1000000000000000.0"),
      (9007199254740992.0, "9007199254740992.0"), (1e16, "1e+16"), (1.2e16, "1.2e+16"),
      (12345678901234567.0, "1.2345678901234568e+16"),
      (1e22, "1e+22"), (1e100, "1e+100"), (1e-4, "0.0001"), (0.00012, "0.00012"), (1e-5, "1e-05"), (1.5e-7, "1.5e-07"),
      (5e-324, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (-2.5e-10, "-2.5e-10"),
    ] as [(Double, String)])
  func floatsAsPythonWritesThem(value: Double, text: String) { #expect(PythonFloat.repr(value) == text) }
}
