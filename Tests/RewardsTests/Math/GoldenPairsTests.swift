import Foundation
import Testing

@testable import Rewards

/// A row of testdata/math: two answers, and whether the prediction is right.
struct GoldenPair: Decodable, Sendable {
  var id: String
  var gold: String
  var prediction: String
  var kind: AnswerKind
  var expected: Bool
  var family: String

  private enum CodingKeys: CodingKey { case id, gold, prediction, kind, expected, family }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(String.self, forKey: .id)
    gold = try values.decode(String.self, forKey: .gold)
    prediction = try values.decode(String.self, forKey: .prediction)
    let name = try values.decode(String.self, forKey: .kind)
    guard let kind = AnswerKind(rawValue: name) else {
      throw DecodingError.dataCorruptedError(forKey: .kind, in: values, debugDescription: "no kind is \(name)")
    }
    self.kind = kind
    expected = try values.decode(Bool.self, forKey: .expected)
    family = try values.decode(String.self, forKey: .family)
  }

  static func rows(of name: String) throws -> [GoldenPair] { try decoded(GoldenPair.self, of: name) }

  /// The rows of a file of testdata/math, as far as the type takes notice of them.
  static func decoded<Row: Decodable>(_ type: Row.Type, of name: String) throws -> [Row] {
    // Tests/RewardsTests/Math/GoldenPairsTests.swift
    let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let data = try Data(contentsOf: root.appending(path: "testdata/math/\(name).jsonl"))
    return try data.split(separator: 0x0A).map { try JSONDecoder().decode(type, from: $0) }
  }
}

/// Every pair of testdata/math is judged as its label says (how the labels came about: testdata/math/README.md).
@Suite struct GoldenPairsTests {
  @Test(arguments: ["sympy", "generated", "found"])
  func everyLabelHolds(name: String) throws {
    let rows = try GoldenPair.rows(of: name)
    #expect(!rows.isEmpty)
    #expect(Set(rows.map(\.id)).count == rows.count, "ids of \(name) are given twice")
    var differing: [String] = []
    for row in rows {
      let judgement = MathChecker().compare(
        gold: GoldAnswer(row.gold), prediction: PredictedAnswer(row.prediction), kind: row.kind)
      // A gold that has no value is the answer of no prediction.
      if (judgement.correct ?? false) != row.expected {
        differing.append("\(row.id): \(row.gold) and \(row.prediction): \(judgement.reason)")
      }
    }
    #expect(differing.isEmpty, "\(differing.count) of \(rows.count):\n\(differing.joined(separator: "\n"))")
  }
}
