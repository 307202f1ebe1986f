import Rewards
import Testing

@testable import Datasets

@Suite struct MathPairReaderTests {
  private func pair(_ text: String, _ decoder: MathPairDecoder = MathPairDecoder()) throws -> MathPair {
    try decoder.decode(Array(text.utf8), file: "p.jsonl", line: 3)
  }

  @Test func everyField() throws {
    let row = #"""
      {"id":"a","gold":"\\frac{1}{2}","prediction":"","kind":"extraction","expected":false,"family":{"x":[1]},
      "settings":{"strict":false,"decimal_places":2,"set_relations":false,"language":"french","targets":["expr"]}}
      """#.replacing("\n", with: "")
    #expect(
      try pair(row)
        == MathPair(
          id: "a", gold: GoldAnswer(#"\frac{1}{2}"#), prediction: PredictedAnswer(""), kind: .extraction,
          expected: false,
          settings: MathSettings(
            strict: false, decimalPlaces: 2, setRelations: false, language: "french", targets: [.expr])))
  }

  @Test func defaults() throws {
    let plain = #"{"id":"a","gold":"1","prediction":"2","kind":null,"expected":null,"settings":null}"#
    #expect(try pair(plain) == MathPair(id: "a", gold: GoldAnswer("1"), prediction: PredictedAnswer("2")))
    let other = MathPairDecoder(kind: .extraction, settings: MathSettings(strict: false, decimalPlaces: 4))
    #expect(try pair(plain, other).kind == .extraction)
    #expect(try pair(plain, other).settings == MathSettings(strict: false, decimalPlaces: 4))
    let own = try pair(
      #"{"id":"a","gold":"1","prediction":"2","kind":"answer","settings":{"decimal_places":1}}"#, other)
    #expect(own.kind == .answer && own.settings == MathSettings(strict: false, decimalPlaces: 1))
  }

  private static func row(_ settings: String) -> String {
    #"{"id":"a","gold":"1","prediction":"2","settings":\#(settings)}"#
  }

  static let bad: [(String, DatasetError.Code, String?, String)] = [
    (#"{"gold":"1","prediction":"2"}"#, .missingField, "id", "is missing"),
    (#"{"id":7,"gold":"1","prediction":"2"}"#, .wrongType, "id", "expected a string, got a number"),
    (#"{"id":"","gold":"1","prediction":"2"}"#, .invalidValue, "id", "is empty"),
    (#"{"id":"a","prediction":"2"}"#, .missingField, "gold", "is missing"),
    (#"{"id":"a","gold":1,"prediction":"2"}"#, .wrongType, "gold", "expected a string, got a number"),
    (#"{"id":"a","gold":null,"prediction":"2"}"#, .missingField, "gold", "is null"),
    (#"{"id":"a","gold":"1"}"#, .missingField, "prediction", "is missing"),
    (#"{"id":"a","gold":"1","prediction":["2"]}"#, .wrongType, "prediction", "expected a string, got a list"),
    (#"{"id":"a","gold":"1","gold":"1","prediction":"2"}"#, .invalidJSON, "gold", "stands twice"),
    (#"{"id":"a","gold":"1","prediction":"2","kind":"answers"}"#, .invalidValue, "kind", "use answer or extraction"),
    (#"{"id":"a","gold":"1","prediction":"2","kind":1}"#, .wrongType, "kind", "expected a string"),
    (#"{"id":"a","gold":"1","prediction":"2","expected":"true"}"#, .wrongType, "expected", "expected a boolean"),
    (row("[]"), .wrongType, "settings", "expected an object, got a list"),
    (row(#"{"stict":true}"#), .invalidValue, "settings.stict", #"did you mean "strict"?"#),
    (row(#"{"tolerance":null}"#), .invalidValue, "settings.tolerance", "known are strict, decimal_places"),
    (row(#"{"strict":1}"#), .wrongType, "settings.strict", "expected a boolean"),
    (row(#"{"decimal_places":1.5}"#), .invalidValue, "settings.decimal_places", "not a whole number"),
    (row(#"{"decimal_places":-1}"#), .invalidValue, "settings.decimal_places", "between 0 and 1000"),
    (row(#"{"decimal_places":"2"}"#), .wrongType, "settings.decimal_places", "a whole number"),
    (row(#"{"set_relations":"no"}"#), .wrongType, "settings.set_relations", "expected a boolean"),
    (row(#"{"language":""}"#), .invalidValue, "settings.language", "is empty"),
    (row(#"{"targets":"latex"}"#), .wrongType, "settings.targets", "expected a list"),
    (row(#"{"targets":[]}"#), .invalidValue, "settings.targets", "is empty"),
    (row(#"{"targets":["latex","text"]}"#), .invalidValue, "settings.targets[1]", "use latex, expr, string"),
    ("[1]", .wrongFormat, nil, "one object a line"), ("{", .truncated, nil, "ends in the middle"),
    ("7", .wrongType, nil, "expected an object"),
    (#"{"id":"s","problem_id":"p","response":"x"}"#, .wrongFormat, nil, "looks like a submission row"),
    (#"{"id":"a","kind":"stdio","tests":[]}"#, .wrongFormat, nil, "looks like a problem row"),
  ]

  @Test(arguments: bad)
  func badRows(row: String, code: DatasetError.Code, field: String?, words: String) {
    let error = datasetError("\(row)") { _ = try pair(row) }
    #expect(error?.code == code && error?.field == field, "\(row): \(String(describing: error))")
    #expect(error?.file == "p.jsonl" && error?.line == 3)
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  /// The ids that were read, and each error as `line:code`.
  private func read(_ path: String) throws -> [String] {
    let reader = try MathPairReader(path: path)
    var found: [String] = []
    while true {
      do {
        guard let row = try reader.next() else { return found }
        found.append("\(row.line):\(row.value.id)")
      } catch let error as DatasetError {
        found.append("\(error.line ?? 0):\(error.code)")
        if error.endsInput { return found }
      }
    }
  }

  @Test func badRowsDoNotHideTheOthers() throws {
    func row(_ id: String) -> String { #"{"id":"\#(id)","gold":"1","prediction":"1"}"# }
    let scratch = try Scratch()
    let rows = [row("a"), "{", "", row("a"), row("b"), #"{"id":"c"}"#, row("d")]
    #expect(
      try read(scratch.write("p", rows.joined(separator: "\n")))
        == ["1:a", "2:truncated", "4:duplicateID", "5:b", "6:missingField", "7:d"])
    #expect(try read(scratch.write("empty", "")) == ["0:emptyFile"])
  }

  @Test func aFileIsAlwaysAtHand() throws {
    let scratch = try Scratch()
    let reader = try MathPairReader(path: scratch.write("p", #"{"id":"a","gold":"1","prediction":"1"}"#))
    #expect(reader.isNextAtHand)
    _ = try reader.next()
    #expect(reader.isNextAtHand)
    #expect(try reader.next() == nil)
    #expect(reader.isNextAtHand)
  }

  /// The pairs that come with the project are pairs, labelled, and those built into the benchmark are among them.
  @Test func pairsOfThisProject() throws {
    let folder = Fixtures.folder + "/../math"
    var count = 0
    let reader = try MathPairReader(path: folder + "/generated.jsonl")
    while let row = try reader.next() {
      count += 1
      #expect(row.value.expected != nil && row.value.kind == .answer)
    }
    #expect(count == 580)
    let lines = try lines(folder + "/generated.jsonl")
    let builtIn = try self.lines(folder + "/../../Sources/klear-judge/Bench/math_pairs.jsonl")
    #expect(builtIn == (0..<200).map { lines[$0 * lines.count / 200] })
  }

  private func lines(_ path: String) throws -> [[UInt8]] {
    let reader = try LineReader(path: path)
    var lines: [[UInt8]] = []
    while let line = try reader.next() { lines.append(line.bytes) }
    return lines
  }
}
