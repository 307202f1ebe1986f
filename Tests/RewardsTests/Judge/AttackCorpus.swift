import Foundation
import Rewards
import Testing

/// Hostile programs of `testdata/attacks`, with what is allowed to come of each.
struct Attack: Sendable, CustomTestStringConvertible {
  var submission: Submission
  var mustNot: [String]

  var testDescription: String { submission.id }

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../../testdata/attacks").standardized.path

  static let files = ["attacks.jsonl", "attacks-own.jsonl"].map { folder + "/" + $0 }

  static let all: [Attack] = files.flatMap { rows(of: $0) }.compactMap { row in
    guard let id = row["id"] as? String, let problem = row["problem_id"] as? String,
      let source = row["source_code"] as? String, let expected = row["expected"] as? [String]
    else { return nil }
    let submission = Submission(
      id: id, problemID: problem, language: row["language"] as? String, body: .source(source),
      expected: Set(expected.compactMap(Verdict.init(rawValue:))))
    return Attack(submission: submission, mustNot: row["must_not"] as? [String] ?? [])
  }

  static let problems: [String: Problem] = Dictionary(
    uniqueKeysWithValues: rows(of: folder + "/problems.jsonl").compactMap { row in
      guard let id = row["id"] as? String, let kind = (row["kind"] as? String).flatMap(ProblemKind.init(rawValue:)),
        let tests = row["tests"] as? [[String: String]], let time = row["time_limit_s"] as? Double
      else { return nil }
      let problem = Problem(
        id: id, kind: kind, functionName: row["fn_name"] as? String, timeLimitSeconds: time,
        checker: kind == .call ? .lcb : .tokens(),
        tests: tests.map { TestCase(input: TestData($0["input"] ?? ""), output: TestData($0["output"] ?? "")) })
      return (id, problem)
    })

  private static func rows(of path: String) -> [[String: Any]] {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").compactMap {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
    }
  }
}

/// What the attacks look for around the judge, and what they may leave there.
final class AttackedMachine: Sendable {
  static let shared = AttackedMachine()

  private let listener: Int32
  private let abstract: Int32
  private let clock: Double

  private init() {
    setenv("KJ_SECRET", "KJ_SECRET_VALUE", 1)
    for path in Self.canaries { unlink(path) }
    listener = Self.listen(port: 18080)
    abstract = Self.listen(abstractName: "kj-abstract")
    clock = Self.clockOffset
  }

  private static let canaries = ["/tmp/kj_late", "/tmp/kj_pickle", "/tmp/kj_compile", "/dev/shm/kj"]

  /// How far the wall clock is ahead of the one that nobody sets.
  private static var clockOffset: Double {
    var wall = timespec()
    var monotonic = timespec()
    clock_gettime(CLOCK_REALTIME, &wall)
    clock_gettime(CLOCK_MONOTONIC, &monotonic)
    return Double(wall.tv_sec - monotonic.tv_sec)
  }

  /// What has happened although it must not, in words.
  func damage() -> [String] {
    var found = Self.canaries.filter { access($0, F_OK) == 0 }.map { "\($0) is there" }
    if shmget(0x4b4a, 0, 0) >= 0 { found.append("a System V segment is there") }
    for (name, socket) in [("port 18080", listener), ("the abstract socket", abstract)] where socket >= 0 {
      var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      if poll(&waiting, 1, 0) > 0 { found.append("\(name) was reached") }
    }
    if abs(Self.clockOffset - clock) > 30 { found.append("the clock was set") }
    return found
  }

  private static func listen(port: UInt16) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return Self.listen(descriptor, &address, MemoryLayout<sockaddr_in>.size)
  }

  private static func listen(abstractName name: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      for (index, byte) in name.utf8.enumerated() { path[index + 1] = byte }
    }
    return Self.listen(descriptor, &address, 2 + 1 + name.utf8.count)
  }

  private static func listen<Address>(_ descriptor: Int32, _ address: inout Address, _ length: Int) -> Int32 {
    let bound = withUnsafeMutableBytes(of: &address) { bytes in
      bytes.baseAddress.map { bind(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(length)) } ?? -1
    }
    return bound == 0 && Glibc.listen(descriptor, 8) == 0 ? descriptor : -1
  }
}
