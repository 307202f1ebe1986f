import Foundation
import Testing

@testable import Rewards

/// docs/math.md says what the specification says. Its tables are written by scripts/math-docs.py; this finds a page that
/// was not written again.
@Suite struct MathDocumentationTests {
  @Test func theTablesAreThoseOfTheFile() throws {
    let page = try Specification.text("docs/math.md")
    let parts = page.components(separatedBy: "<!-- generated from testdata/math/specification.jsonl -->\n")
    try #require(parts.count == 2, "the page has its mark once")
    let tables = try #require(parts[1].components(separatedBy: "<!-- end -->").first)
    let lines = tables.split(separator: "\n").map(String.init).filter { line in
      !line.hasPrefix("| gold |") && !line.hasPrefix("|---")
    }
    var expected: [String] = []
    for row in Specification.rows {
      if expected.isEmpty || !expected.contains("### \(row.section)") { expected.append("### \(row.section)") }
      expected.append(Cells.line(row))
    }
    #expect(lines.count == expected.count, "run scripts/math-docs.py")
    for (line, other) in zip(lines, expected) where line != other {
      Issue.record("run scripts/math-docs.py: the page has \(line) where the file says \(other)")
      break
    }
  }

  /// The table of rules on the page names those of the specification, each once.
  @Test func everyRuleIsInTheTable() throws {
    let page = try Specification.text("docs/math.md")
    let section = try #require(page.components(separatedBy: "\n## The leniency table\n").last)
    let table = try #require(section.components(separatedBy: "\n## ").first)
    let named = table.matches(of: /(?m)^\| `([a-z_]+)` \|/).map { "policy:" + $0.1 }
    let shown = Set(Specification.rows.map(\.reason).filter { $0.hasPrefix("policy:") })
    #expect(Set(named) == shown)
    #expect(named.count == shown.count, "each once")
  }
}

/// Rows as lines of a table, as scripts/math-docs.py writes them.
private enum Cells {
  static func line(_ row: SpecificationRow) -> String {
    var notes: [String] = []
    if row.kind == "extraction", !row.section.hasPrefix("Extraction") { notes.append("`kind`: `extraction`") }
    notes += settings(row.settings)
    let why = row.why.replacingOccurrences(of: "|", with: "\\|")
    let said = notes.isEmpty ? why : notes.joined(separator: ", ") + ". " + why
    let accepted = row.expected.map { $0 ? "yes" : "no" } ?? "null"
    return "| \(code(row.gold)) | \(code(row.prediction)) | \(accepted) | `\(row.reason)` | \(said) |"
  }

  private static func settings(_ settings: SpecificationRow.Settings?) -> [String] {
    guard let settings else { return [] }
    var notes: [String] = []
    if let strict = settings.strict { notes.append("`strict`: `\(strict)`") }
    if let places = settings.decimalPlaces { notes.append("`decimal_places`: `\(places)`") }
    if let relations = settings.setRelations { notes.append("`set_relations`: `\(relations)`") }
    if let language = settings.language { notes.append("`language`: `\"\(language)\"`") }
    if let targets = settings.targets {
      notes.append("`targets`: `[\(targets.map { "\"\($0)\"" }.joined(separator: ", "))]`")
    }
    return notes
  }

  /// A code span that survives in a cell of a table.
  private static func code(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    if scalars.isEmpty { return "(nothing)" }
    if scalars.count <= 100 { return span(scalars[...]) }
    return "\(span(scalars.prefix(40))) … \(span(scalars.suffix(20))) (\(scalars.count) characters)"
  }

  private static func span(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    let text = scalars.map(visible).joined().replacingOccurrences(of: "|", with: "\\|")
    var (longest, run) = (0, 0)
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let edges: Set<Character?> = ["`", " "]
    let pad = edges.contains(text.first) || edges.contains(text.last) ? " " : ""
    return fence + pad + text + pad + fence
  }

  private static func visible(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\n" { return "⏎" }
    switch scalar.properties.generalCategory {
    case .control, .format: return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: return String(scalar)
    }
  }
}
