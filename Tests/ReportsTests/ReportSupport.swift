import Foundation
import Reports
import Rewards

/// A folder that is removed with the value that made it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-report-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  /// Writes a report of `rows` and gives its text.
  func report(
    _ rows: [ReportRow], header: ReportHeader = SampleRun.header, ending: ReportEnding = ReportEnding(),
    limits: HTMLReportLimits = HTMLReportLimits(), name: String = "R.html"
  ) throws -> String {
    let writer = try HTMLReportWriter(path: file(name), header: header, limits: limits)
    for row in rows { try writer.add(row) }
    try writer.finish(ending)
    return try String(contentsOfFile: file(name), encoding: .utf8)
  }
}

/// A finished report taken apart.
struct ReportText {
  let html: String

  /// The data blocks by id.
  var blocks: [String: Any] {
    get throws {
      let open = "<script type=\"application/json\" id=\""
      var blocks: [String: Any] = [:]
      for part in html.components(separatedBy: open).dropFirst() {
        let id = String(part.prefix { $0 != "\"" })
        let json = part.dropFirst(id.count + 2).components(separatedBy: "</script>")[0]
        blocks[id] = try JSONSerialization.jsonObject(with: Data(json.utf8))
      }
      return blocks
    }
  }

  /// What is shown without the script: everything but the data blocks, the style and the script itself.
  var visible: String {
    var text = html
    for element in ["script", "style"] {
      while let start = text.range(of: "<\(element)"),
        let end = text.range(of: "</\(element)>", range: start.upperBound..<text.endIndex)
      {
        text.removeSubrange(start.lowerBound..<end.upperBound)
      }
    }
    return text
  }

  /// The rows of all chunks.
  var rows: [[Any]] {
    get throws { try chunks("rows").compactMap { $0 as? [Any] } }
  }

  /// The details of all chunks; 0 where they were left out.
  var details: [Any] {
    get throws { try chunks("details") }
  }

  private func chunks(_ kind: String) throws -> [Any] {
    let blocks = try blocks
    var all: [Any] = []
    var chunk = 0
    while let list = blocks["\(kind)-\(chunk)"] as? [Any] {
      all += list
      chunk += 1
    }
    return all
  }
}

/// A row with the given figures and nothing else.
func reportRow(
  _ id: String = "s", problem: String = "p", language: String? = "python3", verdict: Verdict = .accepted,
  reason: Reason = .ok, reward: Double? = 1, cpu: Double = 0.041, wall: Double = 0.05, memory: Int = 9 << 20,
  message: String? = nil, program: String? = nil, expected: [Verdict]? = nil, met: Bool? = nil
) -> ReportRow {
  let test = TestResult(
    index: 0, verdict: verdict, reason: reason, cpuTimeSeconds: cpu, wallTimeSeconds: wall, peakMemoryBytes: memory,
    exitCode: 0, message: message)
  let result = SubmissionResult(
    submissionID: id, problemID: problem, language: language, verdict: verdict, reason: reason, reward: reward,
    rewardKind: .soft, passed: verdict == .accepted ? 1 : 0, total: 1, message: message, tests: [test])
  return ReportRow(result: result, program: program, expected: expected, met: met)
}
