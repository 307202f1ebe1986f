import Glibc
import Rewards
import Synchronization

/// Lines about what the server does, on standard error: JSON, or text for a person. Submitted programs, answers and
/// tokens never stand in them.
public final class ServerLog: Sendable {
  public enum Format: String, Sendable, CaseIterable {
    case text
    case json
  }

  public enum Level: String, Sendable {
    case info
    case warning
    case error
  }

  public static let shared = ServerLog()

  private let format = Mutex(Format.text)
  private let muted = Atomic<Bool>(false)
  private let writing = Mutex(())

  public func use(_ format: Format, requests: Bool) {
    self.format.withLock { $0 = format }
    muted.store(!requests, ordering: .relaxed)
  }

  /// Whether answered requests are written.
  var writesRequests: Bool { !muted.load(ordering: .relaxed) }

  /// - Parameter fields: in order.
  public func write(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, String?> = [:]) {
    var text: String
    if format.withLock({ $0 }) == .json {
      var row = JSONObjectText()
      row.add("time", ServerLog.now())
      row.add("level", level.rawValue)
      row.add("event", event)
      for (key, value) in fields { if let value { row.add(key, value) } }
      text = row.line
    } else {
      text = "klear-judge: \(event)"
      for (key, value) in fields {
        if let value { text += " \(key)=\(JSONObjectText.plainOrQuoted(value))" }
      }
    }
    text += "\n"
    let bytes = Array(text.utf8)
    writing.withLock { _ in
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes {
          Glibc.write(2, $0.baseAddress?.advanced(by: written), bytes.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        written += count
      }
    }
  }

  private static func now() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var parts = tm()
    gmtime_r(&time.tv_sec, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &parts)
    let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let fraction = String(time.tv_nsec / 1_000_000 + 1000).dropFirst()
    return "\(text).\(fraction)Z"
  }
}

extension JSONObjectText {
  /// A value of a line for people: in quotes only where it needs them.
  static func plainOrQuoted(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
    return isPlain ? value : quoted(value)
  }
}
