import Testing

@testable import Rewards

@Suite struct PlainValueDecoderTests {
  /// The encoding and the value as a Python literal.
  @Test(arguments: [
    ("N", "None"), ("T", "True"), ("F", "False"), ("i0;", "0"), ("i-12;", "-12"),
    ("i9223372036854775807;", "9223372036854775807"), ("i-9223372036854775808;", "-9223372036854775808"),
    ("i9223372036854775808;", "9223372036854775808"), ("f1.5;", "1.5"), ("f1e+16;", "1e16"), ("f-0.0;", "-0.0"),
    ("finf;", "inf"), ("f-inf;", "-inf"), ("f5e-324;", "5e-324"), ("s0:", #""""#), ("s2:é", #""é""#),
    ("b3:a:b", #"b"a:b""#), ("l0:", "[]"), ("t0:", "()"), ("d0:", "{}"), ("l2:i1;s1:;", #"[1, ";"]"#),
    ("t1:l1:N", "([None],)"), ("d2:s1:ai1;t1:TF", #"{"a": 1, (True,): False}"#),
  ])
  func values(text: String, literal: String) throws {
    #expect(try PlainValue.decode(Array(text.utf8)) == python(literal))
  }

  @Test(
    arguments: [
      ("", PlainValueError.Kind.truncated, 0), ("x", .tag, 0), ("n", .tag, 0), ("i", .truncated, 1), ("i;", .number, 0),
      ("i1", .truncated, 1), ("i-0;", .number, 0), ("i01;", .number, 0), ("i+1;", .number, 0), ("i1_0;", .number, 0),
      ("i 1;", .number, 0), ("f;", .number, 0), ("fNaN;", .number, 0), ("f1e999;", .number, 0), ("f0x1p3;", .number, 0),
      ("finfinity;", .number, 0), ("f1111111111111111111111111111111111;", .number, 1), ("s3:ab", .truncated, 1),
      ("s:ab", .number, 1), ("s02:ab", .number, 1), ("s-1:", .number, 1), ("s2", .truncated, 1),
      ("s99999999999999999999999:", .number, 1), ("s9223372036854775807:", .number, 1), ("b1:", .truncated, 1),
      ("l1:", .truncated, 0), ("l1000000000000000000:N", .truncated, 0), ("d1:N", .truncated, 0),
      ("l2:N", .truncated, 0),
      ("l2:l1:N", .truncated, 7), ("NN", .trailing, 1), ("l0:N", .trailing, 3), ("N\n", .trailing, 1),
    ] as [(String, PlainValueError.Kind, Int)])
  func malformed(text: String, kind: PlainValueError.Kind, offset: Int) {
    #expect(throws: PlainValueError(kind, at: offset)) { try PlainValue.decode(Array(text.utf8)) }
  }

  @Test func textsAreUTF8WithSurrogates() throws {
    #expect(throws: PlainValueError(.text, at: 0)) { try PlainValue.decode(Array("s1:".utf8) + [0xFF]) }
    #expect(throws: PlainValueError(.text, at: 0)) { try PlainValue.decode(Array("s2:".utf8) + [0xC0, 0x80]) }
    #expect(throws: PlainValueError(.text, at: 0)) { try PlainValue.decode(Array("s2:".utf8) + [0xED, 0xA0]) }
    let surrogate: [UInt8] = [0xED, 0xA0, 0xBD]
    let value = try PlainValue.decode(Array("s3:".utf8) + surrogate)
    #expect(value == .string(PlainText(validated: surrogate)))
    #expect(PlainText(utf8: surrogate)?.utf8 == surrogate)
    #expect(PlainText(utf8: [0x80]) == nil)
  }

  @Test func whatIsWrittenIsRead() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<3000 {
      let value = PlainValue.random(depth: 4, using: &generator)
      let bytes = encoded(value)
      // Compared as bytes: nan is not equal to itself.
      #expect(encoded(try PlainValue.decode(bytes)) == bytes)
    }
  }

  /// Cut, changed or lengthened anywhere: an error or another value, never a trap.
  @Test func damageIsNeverFatal() {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<5000 {
      var bytes = encoded(.random(depth: 3, using: &generator))
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8(ascii: "9"), at: place)
        }
      }
      if let value = try? PlainValue.decode(bytes) { #expect(encoded(value).count > 0) }
    }
  }

  @Test func depthIsBounded() throws {
    let deepest = PlainValue.nested(PlainValue.maximumDepth)
    let bytes = encoded(deepest)
    #expect(PythonEquality.equal(try PlainValue.decode(bytes), deepest))
    for tag in ["l1:", "t1:", "d1:"] {
      let tooDeep = Array(String(repeating: tag, count: 1_000_000).utf8) + [UInt8](repeating: 0x4E, count: 3_000_000)
      #expect(throws: PlainValueError(.tooDeep, at: 3000)) { try PlainValue.decode(tooDeep) }
    }
  }
}

@Suite struct PlainIntegerTests {
  @Test(arguments: [
    "0", "7", "-7", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "123456789012345678901234567890",
  ])
  func decimalsComeBack(text: String) {
    #expect(PlainInteger(decimal: Array(text.utf8)).map { String(decoding: $0.decimal, as: UTF8.self) } == text)
  }

  @Test func aWordIsAWordHoweverItIsMade() {
    #expect(PlainInteger(decimal: Array("9223372036854775807".utf8)) == PlainInteger(Int.max))
    #expect(PlainInteger(exactly: -9223372036854775808.0) == PlainInteger(Int.min))
  }

  @Test(
    arguments: [
      (9223372036854775808.0, "9223372036854775808"), (-1e19, "-10000000000000000000"),
      (1e22, "10000000000000000000000"), (1e23, "99999999999999991611392"), (3e9, "3000000000"),
      (0x1p100, "1267650600228229401496703205376"), (0x1p90, "1237940039285380274899124224"),
    ] as [(Double, String)])
  func doublesAreExact(value: Double, digits: String) {
    #expect(PlainInteger(exactly: value) == PlainInteger(decimal: Array(digits.utf8)))
  }

  @Test func theLargestDouble() {
    let digits = PlainInteger(exactly: Double.greatestFiniteMagnitude)?.decimal ?? []
    #expect(digits.count == 309)
    #expect(digits.starts(with: "179769313486231570814527423731704356798070567525844996".utf8))
    #expect(digits.suffix(12).elementsEqual("184124858368".utf8))
    #expect(PlainInteger(decimal: digits)?.isEqual(to: .greatestFiniteMagnitude) == true)
  }

  @Test(arguments: [0.5, .nan, .infinity, -.infinity, 1e-300] as [Double])
  func notIntegers(value: Double) { #expect(PlainInteger(exactly: value) == nil) }
}
