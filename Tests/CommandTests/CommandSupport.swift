import Foundation
import Processes
import Testing

/// The command as a person would start it: the binary that was built beside the tests.
enum Command {
  struct Outcome {
    /// The exit code; 128 + the number for a signal.
    var status: Int32
    var output: String
    var errors: String

    /// Standard output as JSON rows.
    var rows: [[String: Any]] { JSONRows.parse(output) }
  }

  static let path: String = {
    if let given = ProcessInfo.processInfo.environment["KLEAR_COMMAND"] { return given }
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (tests as NSString).deletingLastPathComponent + "/klear-judge"
  }()

  /// Whether this machine gives a sandbox and python3; without them tests that judge are listed as skipped.
  static let canJudge: Bool = {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"),
      let doctor = try? run(["doctor", "--format", "json"])
    else { return false }
    return doctor.status < 2
  }()

  /// The command as it is started, to be signalled or waited for.
  static func start(
    _ arguments: [String], in folder: String? = nil, output: ChildProcess.Stream = .nothing,
    errors: ChildProcess.Stream = .nothing
  ) throws -> ChildProcess {
    try ChildProcess(path, arguments, folder: folder, output: output, errors: errors)
  }

  static func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try finish([path] + arguments, in: folder, environment: environment)
  }

  /// A line of shell in which `$K` is the command.
  static func shell(_ line: String, in folder: String) throws -> Outcome {
    try finish(["/bin/bash", "-c", line], in: folder, environment: ["K": path])
  }

  /// A command that hangs is a failed test, not a run of the tests that never ends.
  private static func finish(
    _ words: [String], in folder: String?, environment: [String: String]
  ) throws -> Outcome {
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let ended = try FinishedProcess(
      running: "/usr/bin/timeout", ["300"] + words, environment: variables.map { "\($0)=\($1)" }, folder: folder)
    return Outcome(
      status: ended.status, output: String(decoding: ended.output, as: UTF8.self),
      errors: String(decoding: ended.errors, as: UTF8.self))
  }
}

enum JSONRows {
  static func parse(_ text: String) -> [[String: Any]] {
    text.split(separator: "\n").compactMap {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
    }
  }

  /// What two runs must agree about: everything but times and memory.
  static func comparable(_ text: String) -> [NSDictionary] {
    let measured: Set<String> = ["cpu_time_s", "wall_time_s", "peak_memory_bytes", "cached"]
    func strip(_ value: Any) -> Any {
      if let object = value as? [String: Any] { return object.filter { !measured.contains($0.key) }.mapValues(strip) }
      if let list = value as? [Any] { return list.map(strip) }
      return value
    }
    return parse(text).map { strip($0) as? NSDictionary ?? [:] }
  }
}

/// A folder for one test, gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "klear-command-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func text(_ name: String) -> String {
    (try? Data(contentsOf: URL(fileURLWithPath: file(name)))).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

/// Rows to judge.
enum Sample {
  static let echo =
    #"{"id":"echo","kind":"stdio","tests":[{"input":"1\n","output":"1\n"},{"input":"2\n","output":"2\n"}]}"#

  static func submission(
    _ id: String, to problem: String = "echo", language: String = "python3", _ source: String, expected: String? = nil
  ) -> String {
    var row: [String: Any] = ["id": id, "problem_id": problem, "language": language, "source_code": source]
    row["expected"] = expected
    let data = (try? JSONSerialization.data(withJSONObject: row, options: .sortedKeys)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  static let right = "print(input())"
  static let wrong = "print(1)"
}

/// `grade` on two texts.
func grade(
  _ problems: String, _ submissions: String, _ options: [String] = [], in scratch: Scratch? = nil
) throws -> Command.Outcome {
  let scratch = try scratch ?? Scratch()
  try scratch.write("p.jsonl", problems)
  try scratch.write("s.jsonl", submissions)
  return try Command.run(
    ["grade", "--problems", "p.jsonl", "--submissions", "s.jsonl"] + options, in: scratch.path)
}
