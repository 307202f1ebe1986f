import Foundation
import Glibc
import Synchronization

/// A server on this machine that answers each request with the next of some replies, and remembers what it was asked.
final class ScriptedServer: @unchecked Sendable {
  enum Reply: Sendable {
    /// With the status, and a body of this length as far as the header says.
    case http(Int, String, length: Int? = nil)
    /// As they are.
    case bytes(String)
    /// The connection is closed without a word.
    case hangUp
    /// Nothing comes until the server is stopped.
    case silence
  }

  struct Request: Sendable {
    var head: String
    var body: String

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }
  }

  let port: Int
  private let listener: Int32
  private let replies: [Reply]
  private let asked = Mutex<[Request]>([])
  private let silent = Mutex<[Int32]>([])

  /// The last reply is given to all further requests.
  init(_ replies: [Reply]) throws {
    self.replies = replies
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    guard status else { throw POSIXError(.EADDRNOTAVAIL) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in serve() }
  }

  var url: String { "http://127.0.0.1:\(port)" }
  var requests: [Request] { asked.withLock { $0 } }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    silent.withLock { open in
      for descriptor in open { close(descriptor) }
      open = []
    }
  }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      let number = asked.withLock { all in
        all.append(Self.read(connection))
        return all.count
      }
      switch replies[min(number, replies.count) - 1] {
      case .http(let status, let body, let length):
        send(
          "HTTP/1.0 \(status) Word\r\nContent-Type: application/json\r\nContent-Length: \(length ?? body.utf8.count)\r\n\r\n"
            + body, to: connection)
      case .bytes(let text): send(text, to: connection)
      case .hangUp: break
      case .silence:
        silent.withLock { $0.append(connection) }
        continue
      }
      close(connection)
    }
  }

  private func send(_ text: String, to connection: Int32) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// A request with the body that its head announces.
  private static func read(_ connection: Int32) -> Request {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let text = String(decoding: all, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let (head, body) = (String(text[..<end.lowerBound]), String(text[end.upperBound...]))
        let lengths = head.lowercased().firstMatch(of: /content-length: (\d+)/)
        if body.utf8.count >= (lengths.flatMap { Int($0.1) } ?? 0) { return Request(head: head, body: body) }
      }
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { return Request(head: text, body: "") }
      all += chunk[..<count]
    }
  }
}
