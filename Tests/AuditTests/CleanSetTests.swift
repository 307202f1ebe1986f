import Foundation
import Testing

@testable import Audit

/// What is written, and what stays the same.
@Suite struct CleanSetTests {
  private static func rows() throws -> [String] {
    var rows = try Fixtures.lines("audit/algebra.jsonl")
    rows[3] = "{\"problem\": \"\", \"answer\": \"3\"}"
    rows[10] = "no JSON"
    rows.append(rows[0])
    rows.append(rows[1].replacingOccurrences(of: "\"id\": \"", with: "\"id\": \"x"))
    return rows
  }

  @Test func droppedRowsAreGoneAndTheOthersUnchanged() async throws {
    let scratch = try Scratch()
    let rows = try Self.rows()
    let (found, outcome) = try await audit(rows, in: scratch) { $0.out = scratch.file("out") }
    let dropped = Set(found.filter { $0.severity == "error" }.map(\.line))
    #expect(dropped == [4, 11, rows.count - 1, rows.count])
    let kept = rows.enumerated().filter { !dropped.contains($0.offset + 1) }.map(\.element)
    #expect(scratch.text("out/clean.jsonl") == kept.joined(separator: "\n") + "\n")
    #expect(outcome.kept == kept.count)
    let again = try await audit(kept, in: try Scratch()).found
    #expect(again.allSatisfy { $0.severity != "error" })
    let manifest = try #require(
      JSONSerialization.jsonObject(with: Data(scratch.text("out/manifest.json").utf8)) as? [String: Any])
    #expect((manifest["dropped"] as? [[String: Any]])?.compactMap { $0["line"] as? Int } == dropped.sorted())
    #expect(manifest["kept"] as? Int == kept.count)
    let page = scratch.text("out/report.html")
    #expect(page.contains("<title>klear-judge audit</title>"))
    #expect(!page.contains("src=") && !page.contains("http://") && !page.contains("https://"))
  }

  @Test func dropTakesWarningsToo() async throws {
    let scratch = try Scratch()
    let rows = ["https://example.org/a says what?", "What is 3 + 4?"].map {
      JSON.line(["question": $0, "answer": "7"])
    }
    _ = try await audit(rows, in: scratch) { request in
      request.out = scratch.file("out")
      request.settings.drop = ["url"]
    }
    #expect(scratch.text("out/clean.jsonl") == rows[1] + "\n")
  }

  @Test func textOfADatasetIsNoMarkup() async throws {
    let scratch = try Scratch()
    let row = JSON.line([
      "id": "</script><script>alert(1)</script>", "question": "<img src=x onerror=alert(1)> & \"what\" is 1 + 1?",
      "answer": "yes",
    ])
    _ = try await audit([row], in: scratch) { $0.out = scratch.file("out") }
    let page = scratch.text("out/report.html")
    #expect(!page.contains("<img") && !page.contains("<script>alert") && !page.contains("</script><script>"))
  }

  @Test func severalFilesKeepTheirNames() {
    #expect(AuditFolder.cleanNames(["a/x.jsonl"]) == ["clean.jsonl"])
    #expect(AuditFolder.cleanNames(["x.jsonl.gz"]) == ["clean.jsonl"])
    #expect(AuditFolder.cleanNames(["x.parquet"]) == ["clean.jsonl"])
    #expect(AuditFolder.cleanNames(["a/x.json", "b/x.json"]) == ["clean-x.json", "clean-x-2.json"])
  }

  /// A journal is read back whole, without a line that was torn.
  @Test func journal() throws {
    let scratch = try Scratch()
    let folder = try AuditFolder(path: scratch.file("out"))
    let remark = Remark("seen \"this\"", check: "tests_weak", severity: .warning, confidence: 0.5, related: ["a:1"])
    let journal = try Journal(folder: folder, resume: false)
    try journal.record("one", [remark])
    try journal.record("two", [])
    let file = FileHandle(forWritingAtPath: scratch.file("out/judged.jsonl"))
    try file?.seekToEnd()
    try file?.write(contentsOf: Data("{\"key\":\"three\",\"rem".utf8))
    try file?.close()
    let again = try Journal(folder: folder, resume: true)
    #expect(again.remarks("one") == [remark])
    #expect(again.remarks("two") == [])
    #expect(again.remarks("three") == nil)
    try again.record("three", [remark])
    #expect(try Journal(folder: folder, resume: true).remarks("three") == [remark])
    #expect(try Journal(folder: folder, resume: false).remarks("one") == nil)
  }

  @Test(arguments: [
    ("minimum_tests: 3\nchecks:\n  url: off\n  image: info\ndrop: [image]", nil as String?),
    ("minimum_test: 3", "s.yaml:1: there is no setting \"minimum_test\"; did you mean \"minimum_tests\"?"),
    ("\nminimum_tests: many", "s.yaml:2: minimum_tests: expected a whole number from 0 to 1000000"),
    ("checks:\n  urls: off", "s.yaml:2: checks: there is no check \"urls\"; did you mean \"url\"?"),
    ("checks:\n  url: loud", "s.yaml:2: checks.url: expected on, off, info, warning or error, got \"loud\""),
    ("near_similarity: 0.2", "s.yaml:1: near_similarity: expected a number from 0.5 to 1.0"),
    ("[1]", "s.yaml: expected settings, a line each: `minimum_tests: 8`"),
  ]) func settings(_ yaml: String, _ wanted: String?) throws {
    var settings = AuditSettings()
    do {
      try SettingsFile.read(yaml, file: "s.yaml", into: &settings)
      #expect(wanted == nil)
      #expect(settings.minimumTests == 3 && !settings.isOn("url") && settings.drop == ["image"])
    } catch {
      #expect(error.description == wanted)
    }
  }
}
