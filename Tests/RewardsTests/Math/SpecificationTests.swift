import Foundation
import Testing

@testable import Rewards

/// The checker does what its specification by example says; a row that fails is a fault of the checker, or of the row.
@Suite struct SpecificationTests {
  /// One test a section, which names every row that comes out otherwise.
  @Test(arguments: Specification.sections) func everyRowHolds(section: String) {
    for row in Specification.rows where row.section == section {
      let judgement = row.judgement()
      if judgement.correct == row.expected, judgement.codeText == row.reason { continue }
      Issue.record(
        """
        \(row.id): \(String(row.gold.prefix(80))) v \(String(row.prediction.prefix(80))): expected \
        \(Self.word(row.expected)), \(row.reason) (\(row.why)); got \(Self.word(judgement.correct)), \
        \(String(judgement.reason.prefix(200)))
        """)
    }
  }

  private static func word(_ correct: Bool?) -> String { correct.map { $0 ? "accepted" : "refused" } ?? "null" }

  @Test func theFileIsWhole() throws {
    let lines = try Specification.text("testdata/math/specification.jsonl").split(separator: "\n")
    #expect(Specification.rows.count == lines.count, "lines that cannot be read")
    #expect(Specification.rows.count > 300)
    #expect(Set(Specification.rows.map(\.id)).count == lines.count, "an id twice")
    #expect(Set(Specification.sections).count == Specification.sections.count, "a section in two places")
    let keys = Set(SpecificationRow.Settings.CodingKeys.allCases.map(\.rawValue))
    for line in lines {
      let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let settings = Set((row["settings"] as? [String: Any] ?? [:]).keys)
      #expect(settings.isSubset(of: keys), "\(line)")
      #expect(Set(row.keys).isSubset(of: Self.keys), "\(line)")
    }
  }

  private static let keys: Set<String> = [
    "id", "section", "gold", "prediction", "kind", "expected", "reason", "near", "settings", "why",
  ]

  /// A code says whether a pair was accepted, but for a gold that cannot be read.
  @Test func expectationsAndReasonsAgree() {
    let refusals: Set<String> = ["different", "no_answer", "several_answers", "prediction_unparseable", "budget"]
    for row in Specification.rows {
      #expect(AnswerKind(rawValue: row.kind) != nil, "\(row.id)")
      #expect(!row.why.isEmpty && row.why.hasSuffix("."), "\(row.id)")
      switch row.expected {
      case true?:
        let isEqual = ["structure", "algebra", "numeric"].contains(row.reason) || row.reason.hasPrefix("policy:")
        #expect(isEqual || (row.reason == "gold_unparseable" && row.gold == row.prediction), "\(row.id)")
      case false?: #expect(refusals.contains(row.reason), "\(row.id)")
      case nil: #expect(row.reason == "gold_unparseable", "\(row.id)")
      }
    }
  }

  /// Every rule of leniency is shown by a pair that it lets pass and by one that comes near and is refused.
  @Test func everyRuleIsShownBothWays() throws {
    let folder = "Sources/Rewards/Math/Comparison"
    var rules: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: Specification.root.path + "/" + folder) {
      let text = try Specification.text("\(folder)/\(file)")
      let literals = /policy\("([a-z_]+)"\)|case \w+ = "([a-z_]+)"|\? "([a-z_]+)" : "([a-z_]+)"/
      for match in text.matches(of: literals) {
        rules.formUnion([match.1, match.2, match.3, match.4].compactMap { $0.map(String.init) })
      }
    }
    #expect(rules.count > 15)
    let passing = Set(Specification.rows.filter { $0.expected == true }.map(\.reason))
    let refused = Set(Specification.rows.filter { $0.expected == false }.compactMap(\.near))
    for rule in rules.sorted() {
      #expect(passing.contains("policy:\(rule)"), "no pair that \(rule) lets pass")
      #expect(refused.contains("policy:\(rule)"), "no pair that comes near to \(rule) and is refused")
    }
    let shown = passing.filter { $0.hasPrefix("policy:") }.union(refused)
    #expect(shown.isSubset(of: rules.map { "policy:\($0)" }), "rules that are not there")
  }
}
