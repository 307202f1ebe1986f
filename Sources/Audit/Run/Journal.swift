import Datasets
import Glibc
import Rewards

/// What was judged so far, row by row, so that an audit that was killed goes on where it was.
///
/// One line a row: the hash of all that its findings depend on, and the findings. A torn last line is not read.
final class Journal {
  private let path: String
  private var known: [String: [Remark]] = [:]
  private var descriptor: Int32 = -1

  /// - Throws: ``AuditError`` where the file cannot be made.
  init(folder: AuditFolder, resume: Bool) throws {
    path = folder.file("judged.jsonl")
    if resume, access(path, F_OK) == 0 { try read() }
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND | (resume ? 0 : O_TRUNC), 0o644)
    guard descriptor >= 0 else { throw AuditError(.output, "\(path): \(String(cString: strerror(errno)))") }
    // What was torn off by a kill must not swallow the next line.
    if resume, !known.isEmpty || size > 0 { try append("") }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  func remarks(_ key: String) -> [Remark]? { known[key] }

  func record(_ key: String, _ remarks: [Remark]) throws {
    var row = JSONObjectText()
    row.add("key", key)
    row.add("remarks", raw: "[" + remarks.map(Self.text).joined(separator: ",") + "]")
    try append(row.line)
  }

  private func append(_ line: String) throws {
    let bytes = Array((line + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw AuditError(.output, "\(path): \(String(cString: strerror(errno)))") }
      written += count
    }
  }

  private func read() throws {
    let lines = try LineReader(path: path)
    while true {
      do {
        guard let line = try lines.next() else { return }
        let row = try rowDocument(line.bytes, file: path, line: line.number).root
        known[try row.required("key").string()] = try row.required("remarks").elements().map(Self.remark)
      } catch let error as DatasetError {
        // A line that was cut by a kill: its row is judged again.
        if error.endsInput { return }
      }
    }
  }

  private static func text(_ remark: Remark) -> String {
    var row = JSONObjectText()
    row.add("check", remark.check)
    row.add("severity", remark.severity?.rawValue)
    row.add("confidence", remark.confidence)
    row.add("evidence", remark.evidence)
    row.add("advice", remark.advice)
    row.add("related", remark.related)
    return row.line
  }

  private static func remark(_ row: JSONValue) throws -> Remark {
    Remark(
      try row.required("evidence").string(), check: try row.member("check")?.string(),
      severity: try row.member("severity").flatMap { Severity(rawValue: try $0.string()) },
      confidence: try row.required("confidence").number(in: 0...1), advice: try row.member("advice")?.string(),
      related: try row.required("related").elements().map { try $0.string() })
  }
}
