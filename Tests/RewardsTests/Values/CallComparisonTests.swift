import Testing

@testable import Rewards

@Suite struct PythonEqualityTests {
  /// Two values, and whether Python's `==` calls them equal.
  @Test(arguments: [
    ("None", "None", true), ("None", "False", false), ("None", "0", false), ("True", "1", true), ("False", "0.0", true),
    ("True", "2", false), ("1", "1.0", true), ("0", "-0.0", true), ("1", #""1""#, false), (#""a""#, #"b"a""#, false),
    (#"b"a""#, #"b"a""#, true), ("nan", "nan", false), ("[nan]", "[nan]", false), ("inf", "inf", true),
    ("inf", "-inf", false), ("9007199254740993", "9007199254740992.0", false),
    ("9007199254740992", "9007199254740992.0", true), ("10000000000000000000000", "1e22", true),
    ("100000000000000000000000", "1e23", false), ("99999999999999991611392", "1e23", true),
    ("-99999999999999991611392", "1e23", false), ("9223372036854775807", "9223372036854775808.0", false),
    ("9223372036854775808", "9223372036854775808.0", true), (#""é""#, #""e\u0301""#, false), ("[]", "[]", true),
    ("[1]", "[1, 1]", false), ("[]", "None", false), ("[1, [2.0]]", "[True, [2]]", true), ("(1,)", "[1]", false),
    ("(1,)", "(1.0,)", true), ("[(1,)]", "[[1]]", false), ("[]", "{}", false), (#""""#, "[]", false),
    (#"{"a": 1, "b": 2}"#, #"{"b": 2, "a": 1}"#, true), (#"{"a": 1}"#, #"{"a": 1, "b": 2}"#, false),
    (#"{"a": 1}"#, #"{"b": 1}"#, false), ("{1: 1}", #"{"1": 1}"#, false), ("{1: 0}", "{1.0: 0}", true),
    ("{True: 0}", "{1: 0}", true), ("{1e22: 1}", "{10000000000000000000000: 1}", true),
    ("{(1, ()): 1}", "{(1.0, ()): 1}", true), ("{(1,): 1}", "{(2,): 1}", false), ("{nan: 1}", "{nan: 1}", false),
    ("{None: 1}", "{None: 1}", true), (#"{b"a": 1}"#, #"{b"a": 1}"#, true), (#"{b"a": 1}"#, #"{"a": 1}"#, false),
  ])
  func asPython(left: String, right: String, equal: Bool) {
    #expect(PythonEquality.equal(python(left), python(right)) == equal)
    #expect(PythonEquality.equal(python(right), python(left)) == equal)
  }

  @Test func aHugeIntegerIsNoInfinity() {
    let huge = python("1" + String(repeating: "0", count: 400))
    #expect(!PythonEquality.equal(huge, .float(.infinity)))
  }

  /// A claim may name one key twice, or a key that no dict can have; it never stands for two keys.
  @Test func impossibleDicts() {
    #expect(!PythonEquality.equal(python(#"{"a": 1, "a": 1}"#), python(#"{"a": 1, "b": 1}"#)))
    #expect(!PythonEquality.equal(python("{[]: 1}"), python("{[]: 1}")))
  }

  @Test(arguments: [
    ("(1, 2)", "[1, 2]", true, true), ("((1,),)", "[[1]]", false, true), ("[(1,)]", "[[1]]", false, true),
    ("([1],)", "[[1]]", true, true), (#"{"a": ()}"#, #"{"a": []}"#, false, true), ("()", "{}", false, false),
    ("()", "[]", true, true), ("()", "None", false, false),
  ])
  func tuplesAsLists(result: String, expected: String, outermost: Bool, all: Bool) {
    #expect(PythonEquality.equal(python(result), python(expected), tuplesAsLists: .outermost) == outermost)
    #expect(PythonEquality.equal(python(result), python(expected), tuplesAsLists: .all) == all)
  }

  @Test(arguments: [
    ("6", "5", "result: expected 5, got 6"), ("[1, 2, 3]", "[1, 2]", "result: expected 2 items, got 3"),
    (#"[1, [2, "x"]]"#, #"[1, [2, "y"]]"#, #"result[1][1]: expected "y", got "x""#),
    (#"{"a": [1, 2]}"#, #"{"a": [1, 3]}"#, #"result["a"][1]: expected 3, got 2"#),
    (#"{"a": 1}"#, #"{"b": 1}"#, #"result: the key "a" is not expected"#),
    (#"{"a": 1}"#, "{}", "result: expected 0 entries, got 1"),
    ("None", "[1, (2,)]", "result: expected [1, (2,)], got None"), ("nan", "1", "result: expected 1, got nan"),
    (#""a\u001b[31m""#, #""b""#, #"result: expected "b", got "a\x1b[31m""#),
    ("[[1, 2], [3, 4]]", "[[1, 2], [3, 5]]", "result[1][1]: expected 5, got 4"),
  ])
  func saysWhere(result: String, expected: String, message: String) {
    let found = PythonEquality.firstDifference(
      result: python(result), expected: python(expected), tuplesAsLists: .all)
    #expect(found == message)
  }

  @Test func messagesStayShort() {
    var generator = SeededGenerator(seed: 14)
    let huge = PlainValue.list((0..<100_000).map { .int(PlainInteger($0)) })
    let text = PlainValue.string(PlainText(String(repeating: "x\u{1B}", count: 50_000)))
    let digits = python(String(repeating: "9", count: 100_000))
    for value in [huge, text, digits, .nested(1000), .dict([PlainPair(key: text, value: digits)])] {
      let other = PlainValue.random(depth: 1, using: &generator)
      let path: PlainValue = (0..<990).reduce(value) { value, _ in .list([value]) }
      let otherPath: PlainValue = (0..<990).reduce(other) { value, _ in .list([value]) }
      for (left, right) in [(value, other), (other, value), (path, otherPath)] {
        let message = PythonEquality.firstDifference(result: left, expected: right, tuplesAsLists: .all)
        #expect(message.map { $0.count <= 230 } ?? true)
      }
    }
  }

  @Test func reflexiveButForNaN() throws {
    var generator = SeededGenerator(seed: 15)
    for _ in 0..<3000 {
      let value = PlainValue.random(depth: 4, using: &generator)
      let hasNaN = String(decoding: encoded(value), as: UTF8.self).contains("fnan;")
      #expect(PythonEquality.equal(value, try PlainValue.decode(encoded(value))) == !hasNaN)
    }
  }

  @Test func symmetric() {
    var generator = SeededGenerator(seed: 16)
    for _ in 0..<5000 {
      let left = PlainValue.random(depth: 2, using: &generator)
      let right = PlainValue.random(depth: 2, using: &generator)
      for tuples in [TupleDepth.none, .all] {
        #expect(
          PythonEquality.equal(left, right, tuplesAsLists: tuples)
            == PythonEquality.equal(right, left, tuplesAsLists: tuples))
      }
    }
  }
}

@Suite struct CallComparisonTests {
  private func compare(
    _ result: String, _ expected: String, _ checker: BuiltInChecker = .lcb, _ tuples: TupleDepth = .all
  ) throws -> Comparison {
    try CallComparison.compare(
      result: python(result), expectedText: Array(expected.utf8), checker: checker, tuplesAsLists: tuples)
  }

  @Test func values() throws {
    #expect(try compare("(1, (2.0,))", "[1, [2]]").accepted)
    #expect(try !compare("(1, (2.0,))", "[1, [2]]", .lcb, .outermost).accepted)
    #expect(try compare("(1, 2)", "[1, 2]", .lcb, .outermost).accepted)
    #expect(try compare("True", "1").accepted)
    // No tolerance, and no text that looks like the value.
    #expect(try !compare("0.30000000000000004", "0.3").accepted)
    #expect(try !compare(#""1""#, "1").accepted)
    #expect(try !compare("{1: 2}", #"{"1": 2}"#).accepted)
    #expect(try !compare("None", "[]").accepted)
    #expect(try !compare(#"b"a""#, #""a""#).accepted)
  }

  @Test func otherCheckersSeeCanonicalText() throws {
    #expect(try compare(#"(1, "a")"#, #"[1,"a"]"#, .exact).accepted)
    #expect(try !compare("[1.0]", "[1]", .exact).accepted)
    #expect(try compare("0.30000000000000004", "0.3", .float(FloatTolerance(absolute: 1e-9))).accepted)
    #expect(try compare(#"{1: "x"}"#, #"{"1": "x"}"#, .lines).accepted)
    #expect(
      try compare(#"[b"a"]"#, "[1]", .lines)
        == .different("the result is not comparable: a value of type bytes cannot be written as JSON"))
  }

  @Test func expectedTextMustBeJSON() {
    #expect(throws: JSONTextError.self) { try compare("1", "[1") }
    #expect(throws: JSONTextError.self) { try CallComparison.validateExpected(Array("{'a': 1}".utf8)) }
    #expect(throws: Never.self) { try CallComparison.validateExpected(Array(" [1]\n".utf8)) }
  }
}
