import Datasets
import Glibc
import Rewards

/// Where rows go: `--out` or standard output. Rows are whole or not there: a write that fails half-way is taken back.
final class RowFile {
  private let descriptor: Int32
  private let path: String
  private let isRegular: Bool
  private let advice: String
  private(set) var failure: String?

  /// - Parameter advice: what to do after a failed write.
  /// - Throws: `ExitStatus.badInput` after naming the path.
  init(path: String?, appending: Bool, advice: String = ", --resume goes on") throws {
    self.advice = advice
    self.path = path ?? "standard output"
    if let path {
      descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (appending ? O_APPEND : O_TRUNC), 0o644)
    } else {
      descriptor = 1
    }
    guard descriptor >= 0 else {
      StandardError.say("--out \(self.path): \(String(cString: strerror(errno)))")
      throw ExitStatus.badInput
    }
    var status = stat()
    isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  deinit { if descriptor > 2 { close(descriptor) } }

  /// False once a row could not be written; later rows are not tried.
  func write(_ row: String) -> Bool { write(Array(row.utf8)) }

  func write(_ row: [UInt8]) -> Bool {
    guard failure == nil else { return false }
    let bytes = row + [UInt8(ascii: "\n")]
    let start = isRegular ? lseek(descriptor, 0, SEEK_END) : -1
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        failure = "\(path): \(String(cString: strerror(errno))); the rows written before are whole\(advice)"
        if isRegular, start >= 0 { _ = ftruncate(descriptor, start) }
        return false
      }
      written += count
    }
    return true
  }
}
