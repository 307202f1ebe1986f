import Foundation
import Rewards
import Sandbox
import Testing

@testable import Audit

/// A folder for one test, gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-audit-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func text(_ name: String) -> String {
    (try? Data(contentsOf: URL(fileURLWithPath: file(name)))).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../testdata").standardized.path

  static func rows(_ name: String) throws -> [[String: Any]] {
    try lines(name).compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
  }

  static func lines(_ name: String) throws -> [String] {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
    return text.split(separator: "\n").map(String.init)
  }
}

enum JSON {
  static func line(_ row: [String: Any]) -> String {
    let data = try? JSONSerialization.data(withJSONObject: row, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

/// A finding as its row says it.
struct Found: Hashable {
  var line: Int
  var check: String
  var severity: String
  var evidence: String

  init?(_ row: String) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(row.utf8)) as? [String: Any],
      let line = object["line"] as? Int, let check = object["check"] as? String,
      let severity = object["severity"] as? String, let evidence = object["evidence"] as? String
    else { return nil }
    self.line = line
    self.check = check
    self.severity = severity
    self.evidence = evidence
  }
}

/// Audits rows, each on a line of its own, from line 1 on.
func audit(
  _ rows: [String], in scratch: Scratch, change: (inout AuditRequest) throws -> Void = { _ in }
) async throws -> (found: [Found], outcome: AuditOutcome) {
  var request = AuditRequest(data: [try scratch.write("data.jsonl", rows.joined(separator: "\n") + "\n")])
  request.jobs = 2
  try change(&request)
  var found: [Found] = []
  let outcome = try await Audit(request).run { row in
    found += [Found(row)].compactMap { $0 }
    return true
  }
  if request.out != nil {
    found = try String(contentsOfFile: "\(request.out ?? "")/findings.jsonl", encoding: .utf8)
      .split(separator: "\n").compactMap { Found(String($0)) }
  }
  return (found, outcome)
}

/// The checks that speak about one row, with their severities.
func checks(on row: String, change: (inout AuditRequest) throws -> Void = { _ in }) async throws -> [String: String] {
  let found = try await audit([row], in: try Scratch(), change: change).found
  return Dictionary(found.map { ($0.check, $0.severity) }, uniquingKeysWith: { first, _ in first })
}

/// A sandbox with the judge, where this machine gives one.
enum Bench {
  static let canJudge: Bool = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") && (try? open()) != nil

  static func open() throws -> (sandbox: Sandbox, bench: TrialBench) {
    let tools = ToolSet(environment: ProcessInfo.processInfo.environment)
    let sandbox = try Sandbox(roots: tools.roots)
    return (sandbox, TrialBench(runner: sandbox, tools: tools.usable(with: sandbox.layers), jobs: 2))
  }
}

/// Numbers of a fixed sequence: the same faults in the same rows each time.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Hash.finish(state)
  }
}

/// How well a check finds what was planted.
struct Score {
  var planted: Set<Int>
  var flagged: Set<Int>
  /// Lines that a finding may be about too: the other half of a pair.
  var allowed: Set<Int> = []

  var recall: Double { planted.isEmpty ? 1 : Double(planted.intersection(flagged).count) / Double(planted.count) }
  var precision: Double {
    let counted = flagged.subtracting(allowed.subtracting(planted))
    return counted.isEmpty ? 1 : Double(counted.intersection(planted).count) / Double(counted.count)
  }

  func line(_ check: String) -> String {
    func percent(_ share: Double) -> String { String(format: "%5.1f %%", share * 100) }
    return
      "\(check.padding(toLength: 20, withPad: " ", startingAt: 0)) planted \(planted.count)  recall \(percent(recall))"
      + "  precision \(percent(precision))"
  }
}
