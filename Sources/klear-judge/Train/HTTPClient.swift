import Dispatch
import Foundation
import Glibc

/// Posts small texts to a server over HTTP/1.0, one connection a request: enough for a reward server, and nothing else.
struct HTTPClient: Sendable {
  let host: String
  let port: String
  let path: String

  /// - Parameter url: `http://host[:port][/path]`; a host in brackets is an IPv6 address.
  /// - Throws: ``RewardSetupError``.
  init(_ url: String, defaultPath: String) throws {
    guard url.hasPrefix("http://") else {
      throw RewardSetupError("reward.url: \(url): only http:// is spoken here; let a proxy do the rest")
    }
    let rest = url.dropFirst("http://".count)
    let authority = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(authority.count)
    self.path = path.isEmpty || path == "/" ? defaultPath : String(path)
    let name: Substring
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      name = authority[authority.index(after: authority.startIndex)..<end]
      port = HTTPClient.port(authority[authority.index(after: end)...])
    } else {
      name = authority.prefix { $0 != ":" }
      port = HTTPClient.port(authority.dropFirst(name.count))
    }
    host = String(name)
    guard !host.isEmpty, let number = Int(port), (1...65_535).contains(number),
      path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw RewardSetupError("reward.url: \(url) is no address: write http://127.0.0.1:8080") }
  }

  private static func port(_ text: Substring) -> String { text.isEmpty ? "80" : String(text.dropFirst()) }

  /// Whether the server runs on this machine, and so takes its cores.
  var isLocal: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

  struct Response: Sendable {
    var status: Int
    var body: Data
  }

  /// What went wrong before there was an answer.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Larger answers are none of a reward server.
  private static let mostBytes = 4 << 20

  func post(_ body: Data, timeoutSeconds: Double) async throws -> Response {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try exchange(body, timeoutSeconds: timeoutSeconds) })
      }
    }
  }

  private func exchange(_ body: Data, timeoutSeconds: Double) throws -> Response {
    let deadline = ContinuousClock.now + .seconds(timeoutSeconds)
    let descriptor = try connected(timeoutSeconds: timeoutSeconds)
    defer { close(descriptor) }
    let authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    var request = Data(
      ("POST \(path) HTTP/1.0\r\nHost: \(authority)\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n").utf8)
    request.append(body)
    try send(request, to: descriptor, deadline: deadline)
    return try parse(receive(from: descriptor, deadline: deadline))
  }

  private func connected(timeoutSeconds: Double) throws -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, port, &hints, &found)
    guard status == 0 else { throw Failure(description: "\(host): \(String(cString: gai_strerror(status)))") }
    defer { freeaddrinfo(found) }
    var trouble = "\(host) has no address"
    var next = found
    while let info = next?.pointee {
      next = info.ai_next
      let descriptor = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol)
      guard descriptor >= 0 else { continue }
      var limit = timeval(tv_sec: max(1, Int(timeoutSeconds.rounded(.up))), tv_usec: 0)
      for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
      }
      if connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return descriptor }
      trouble = "\(host):\(port): \(String(cString: strerror(errno)))"
      close(descriptor)
    }
    throw Failure(description: trouble)
  }

  private func send(_ bytes: Data, to descriptor: Int32, deadline: ContinuousClock.Instant) throws {
    var sent = 0
    while sent < bytes.count {
      guard ContinuousClock.now < deadline else { throw Failure(description: "\(host): no answer in time") }
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure(description: "\(host): \(String(cString: strerror(errno)))") }
      sent += count
    }
  }

  private func receive(from descriptor: Int32, deadline: ContinuousClock.Instant) throws -> Data {
    var all = Data()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      guard ContinuousClock.now < deadline else { throw Failure(description: "\(host): no answer in time") }
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Failure(
          description: "\(host): \(errno == EAGAIN ? "no answer in time" : String(cString: strerror(errno)))")
      }
      if count == 0 { return all }
      all.append(contentsOf: chunk[..<count])
      guard all.count <= Self.mostBytes else { throw Failure(description: "\(host): an answer of more than 4 MiB") }
    }
  }

  /// HTTP/1.0 ends a body with the connection; a length that is told must be met.
  private func parse(_ bytes: Data) throws -> Response {
    guard let end = bytes.range(of: Data("\r\n\r\n".utf8)),
      let head = String(data: bytes[..<end.lowerBound], encoding: .utf8)
    else { throw Failure(description: "\(host): the answer is not HTTP") }
    let lines = head.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      throw Failure(description: "\(host): the answer is not HTTP")
    }
    let body = Data(bytes[end.upperBound...])
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length",
        let length = Int(parts[1].trimmingCharacters(in: .whitespaces))
      else { continue }
      guard body.count >= length else { throw Failure(description: "\(host): the answer was cut off") }
      return Response(status: status, body: Data(body.prefix(max(0, length))))
    }
    return Response(status: status, body: body)
  }
}
