import Foundation
import FoundationNetworking
import Glibc
import Processes

/// A server as a person would start it, on a port of its own, ended with the test.
final class RunningServer: @unchecked Sendable {
  let process: ChildProcess
  let scratch: Scratch
  let port: Int

  struct Reply {
    var status: Int
    var headers: [String: String]
    var text: String

    var object: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:] }
    var error: [String: Any] { object["error"] as? [String: Any] ?? [:] }
    var rows: [[String: Any]] { object["results"] as? [[String: Any]] ?? [] }
    var verdicts: [String] { rows.compactMap { $0["verdict"] as? String } }
  }

  struct NotStarted: Error, CustomStringConvertible {
    var description: String
  }

  /// - Parameter options: besides --listen.
  init(_ options: [String] = [], in scratch: Scratch? = nil) throws {
    let scratch = try scratch ?? Scratch()
    self.scratch = scratch
    process = try Command.start(
      ["serve", "--listen", "127.0.0.1:0"] + options, in: scratch.path, output: .file(scratch.file("out")),
      errors: .file(scratch.file("err")))
    var found: Int?
    // The address is printed when it listens; a server that ends instead says why.
    while found == nil, process.isRunning {
      found = scratch.text("out").split(separator: ":").last.flatMap { Int($0.trimmingCharacters(in: .newlines)) }
      usleep(10_000)
    }
    guard let found else { throw NotStarted(description: scratch.text("err")) }
    port = found
  }

  var log: String { scratch.text("err") }

  /// Waits until it has so many descriptors open; false if it never has.
  func opens(_ count: Int) -> Bool {
    for _ in 0..<3_000 where process.isRunning {
      let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.identifier)/fd")) ?? []
      if open.count >= count { return true }
      usleep(10_000)
    }
    return false
  }

  /// SIGTERM, and the exit code.
  func stop() -> Int32 {
    process.send(SIGTERM)
    return process.wait()
  }

  func ask(
    _ method: String = "GET", _ path: String, _ body: String? = nil, headers: [String: String] = [:]
  ) async throws -> Reply {
    try await ask(method, path, bytes: body.map { Data($0.utf8) }, headers: headers)
  }

  func ask(
    _ method: String, _ path: String, bytes: Data?, headers: [String: String] = [:]
  ) async throws -> Reply {
    guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = bytes
    request.timeoutInterval = 120
    if bytes != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await URLSession.shared.data(for: request)
    let http = response as? HTTPURLResponse
    var fields: [String: String] = [:]
    for (name, value) in http?.allHeaderFields ?? [:] { fields["\(name)".lowercased()] = "\(value)" }
    return Reply(status: http?.statusCode ?? 0, headers: fields, text: String(decoding: data, as: UTF8.self))
  }

  /// Grades programs on ``Sample/echo``.
  func grade(
    _ sources: [String], problem: String = Sample.echo, headers: [String: String] = [:]
  ) async throws -> Reply {
    let submissions = sources.enumerated().map { Sample.submission("s\($0)", $1) }
    let body = "{\"problem\":\(problem),\"submissions\":[\(submissions.joined(separator: ","))]}"
    return try await ask("POST", "/v1/grade", body, headers: headers)
  }

  /// A number of /metrics.
  func metric(_ name: String) async throws -> Double {
    let text = try await ask("GET", "/metrics").text
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
    return line.flatMap { Double($0.dropFirst(name.count + 1)) } ?? .nan
  }
}

/// A connection on which a test says exactly what it wants.
final class RawConnection {
  let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw RunningServer.NotStarted(description: String(cString: strerror(errno))) }
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// What comes until the other end closes, or until `end` has come.
  func read(until end: String? = nil) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      bytes.append(contentsOf: buffer.prefix(count))
      if let end, String(decoding: bytes, as: UTF8.self).contains(end) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func leave() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
