import Foundation
import Glibc
import Processes
import Rewards

/// A reward server of ours beside `grade` and beside the servers of others, on the same programs, and what a request
/// costs beyond judging.
struct ServerBench {
  let programs: BenchPrograms
  let rounds: Int
  let jobs: Int
  let peers: [ServerPeer]
  private let contenders: JudgeContenders
  /// Requests under way at once, so that no core waits for the next.
  private var atOnce: Int { jobs * 8 }

  init(programs: BenchPrograms, rounds: Int, jobs: Int, peers: [ServerPeer]) throws {
    self.programs = programs
    self.rounds = rounds
    self.jobs = jobs
    self.peers = peers
    contenders = try JudgeContenders(jobs: jobs, peerPython: nil, servers: peers, leftOut: [])
  }

  func measure(into table: inout BenchTable) async throws {
    guard let first = programs.stdio.first else {
      throw BenchFault(contender: "set-up", message: "no program on standard input and output among those given")
    }
    let server = try BenchServer(jobs: jobs)
    defer { server.stop() }
    try await measureRate(server, into: &table)
    for kind in [ServerPeer.Kind.codeJudge, .sandboxFusion] { try await measure(server, kind, into: &table) }
    try await measureOverhead(of: first, into: &table)
  }

  private var tests: Int { programs.stdio.reduce(0) { $0 + $1.problem.total } }

  private func row(
    _ name: String, ours: [Double], peer: [Double]?, _ peerName: String, missing: String? = nil
  ) -> BenchRow {
    func rate(_ walls: [Double]) -> Double { Double(tests) / walls.median }
    return BenchRow(
      name: name, unit: "tests/s", ours: rate(ours), peer: peer.map(rate), peerName: peerName, missing: missing,
      count: tests)
  }

  /// A program a request, as trainers send them.
  private func measureRate(_ server: BenchServer, into table: inout BenchTable) async throws {
    var (ours, grade): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      ours.append(try await ContinuousClock.seconds { try await judgeAll(over: server) })
      grade.append(try await contenders.ourWall(programs.stdio))
    }
    table.add(row("/v1/grade, \(atOnce) requests at once", ours: ours, peer: grade, "ours, grade"))
  }

  private func judgeAll(over server: BenchServer) async throws {
    let client = try server.client("/v1/grade")
    try await eachInParallel(programs.stdio, atOnce: atOnce) { pair in
      let answer = try await client.post(Data(GradeBody.text(pair).utf8), timeoutSeconds: 300)
      guard answer.status == 200, String(decoding: answer.body, as: UTF8.self).contains(#""verdict":"accepted""#) else {
        throw BenchFault(
          contender: "ours",
          message: "\(pair.submission.id): \(String(decoding: answer.body.prefix(300), as: UTF8.self))")
      }
    }
  }

  /// The same client against both.
  private func measure(_ server: BenchServer, _ kind: ServerPeer.Kind, into table: inout BenchTable) async throws {
    let same = try ServerPeer(kind, url: server.url)
    let peer = peers.first { $0.kind == kind }
    var (ours, theirs): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      ours.append(try await same.cost(programs.stdio, jobs: atOnce).wall)
      if let peer { theirs.append(try await peer.cost(programs.stdio, jobs: atOnce).wall) }
    }
    let route = kind == .codeJudge ? "/judge/batch" : "/run_code"
    table.add(
      row(
        "\(route), \(atOnce) requests at once", ours: ours, peer: peer == nil ? nil : theirs, kind.rawValue,
        missing: peer == nil
          ? "start its server and pass --\(kind == .codeJudge ? "code-judge" : "sandbox-fusion")" : nil)
    )
  }

  /// One test after another, once over HTTP and once in this process, in turn.
  private func measureOverhead(of pair: BenchPrograms.Pair, into table: inout BenchTable) async throws {
    var problem = pair.problem
    problem.tests = Array(problem.tests.prefix(1))
    let single: BenchPrograms.Pair = (problem, pair.submission)
    let count = 100 * rounds
    let server = try BenchServer(jobs: 1)
    defer { server.stop() }
    let connection = try OpenConnection(port: server.port)
    let body = GradeBody.text(single)
    let (over, inside) = try await contenders.withJudge(.warm, jobs: 1) { judge, _ in
      var (over, inside): ([Double], [Double]) = ([], [])
      for number in 0..<count + 5 {
        let wall = try await ContinuousClock.seconds { try await connection.post("/v1/grade", body) }
        let alone = await ContinuousClock.seconds { _ = await judge.judge(single.submission, of: single.problem) }
        guard number >= 5 else { continue }
        over.append(wall)
        inside.append(alone)
      }
      return (over, inside)
    }
    table.add(
      BenchRow(
        name: "one request with one test, median", unit: "ms", ours: over.median * 1000, peer: inside.median * 1000,
        peerName: "the same judged in process", count: count))
    table.add(
      BenchRow(
        name: "of it beyond judging, median of pairs", unit: "ms",
        ours: zip(over, inside).map { $0 - $1 }.median * 1000, peer: nil, peerName: "-", count: count))
  }
}

/// `POST /v1/grade` for one program with its problem.
private enum GradeBody {
  static func text(_ pair: BenchPrograms.Pair) -> String {
    guard case .source(let source) = pair.submission.body else { return "{}" }
    let tests = pair.problem.tests.map { test in
      var row = JSONObjectText()
      row.add("input", text(test.input))
      row.add("output", text(test.output))
      return row.line
    }
    var problem = JSONObjectText()
    problem.add("id", pair.problem.id)
    problem.add("kind", "stdio")
    problem.add("time_limit_s", pair.problem.timeLimitSeconds)
    problem.add("memory_limit_mb", pair.problem.memoryLimitBytes >> 20)
    problem.add("tests", raw: "[" + tests.joined(separator: ",") + "]")
    var submission = JSONObjectText()
    submission.add("id", pair.submission.id)
    submission.add("language", "python3")
    submission.add("source_code", source)
    var body = JSONObjectText()
    body.add("problem", raw: problem.line)
    body.add("submissions", raw: "[\(submission.line)]")
    return body.line
  }

  private static func text(_ data: TestData) -> String {
    guard case .bytes(let bytes) = data else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// `klear-judge serve` as a user starts it, with a ledger, ended with the measurement. Nothing is taken from the ledger
/// instead of being judged.
private struct BenchServer {
  let port: Int
  private let process: ChildProcess
  private let folder: ScratchFolder

  init(jobs: Int) throws {
    folder = try ScratchFolder()
    let output = folder.path + "/output"
    process = try ChildProcess(
      URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path,
      [
        "serve", "--listen", "127.0.0.1:0", "--ledger", folder.path + "/ledger.sqlite", "--jobs", "\(jobs)",
        "--no-log-requests", "--no-dedupe",
      ], output: .file(output), errors: .nothing)
    var line = ""
    while !line.hasSuffix("\n"), process.isRunning {
      usleep(10_000)
      line = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    }
    guard let port = line.split(separator: ":").last.flatMap({ Int($0.trimmingCharacters(in: .newlines)) }) else {
      throw BenchFault(contender: "ours", message: "klear-judge serve does not start here")
    }
    self.port = port
  }

  var url: String { "http://127.0.0.1:\(port)" }

  func client(_ path: String) throws -> HTTPClient { try HTTPClient(url, defaultPath: path) }

  func stop() {
    process.send(SIGTERM)
    process.wait()
  }
}

/// A connection that is kept open, as trainers keep theirs.
private final class OpenConnection: Sendable {
  private let descriptor: Int32
  private let queue = DispatchQueue(label: "klear-judge.bench.connection")

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw BenchFault(contender: "ours", message: String(cString: strerror(errno))) }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close(descriptor) }

  /// Waits for the answer on a thread of its own.
  func post(_ path: String, _ body: String) async throws {
    let request = Array(
      "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      queue.async { continuation.resume(with: Result { try self.exchange(request) }) }
    }
  }

  private func exchange(_ request: [UInt8]) throws {
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw BenchFault(contender: "ours", message: "the request could not be sent")
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      guard count > 0 else { throw BenchFault(contender: "ours", message: "the connection ended") }
      answer.append(contentsOf: chunk[..<count])
      let text = String(decoding: answer, as: UTF8.self)
      guard text.hasSuffix("]}") else { continue }
      guard text.hasPrefix("HTTP/1.1 200"), text.contains(#""verdict":"accepted""#) else {
        throw BenchFault(contender: "ours", message: String(text.suffix(300)))
      }
      return
    }
  }
}
