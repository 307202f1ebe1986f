import Datasets
import Glibc
import Rewards

/// The rows that an interrupted run has left in `--out`.
struct Resume {
  /// Submission id → key, of the rows that stay.
  private(set) var keys: [String: String] = [:]
  /// Rows in the file, in its order.
  private(set) var order: [String] = []

  /// Reads the file and rewrites it without what has to be judged again: a torn last line, rows with `internal_error`.
  ///
  /// - Throws: `ExitStatus.badInput` when the rows are of other settings, or the file is none of ours.
  init(path: String, settings: String) throws {
    guard access(path, F_OK) == 0 else { return }
    var kept: [(id: String, key: String, line: [UInt8])] = []
    var changed = false
    do {
      guard let bytes = try Resume.contents(path) else { return }
      var number = 0
      var start = bytes.startIndex
      while start < bytes.endIndex {
        number += 1
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else {
          changed = true
          break
        }
        let line = Array(bytes[start..<end])
        start = end + 1
        guard !line.isEmpty else { continue }
        let row = try ResumedRow(line, file: path, line: number)
        guard row.settings == settings else {
          StandardError.say(
            "--resume: \(path):\(number) was judged with other settings or another version; "
              + "choose another --out, or the settings of that run")
          throw ExitStatus.badInput
        }
        if row.verdict == Verdict.internalError.rawValue {
          changed = true
        } else {
          kept.append((row.submissionID, row.key, line))
        }
      }
    } catch let error as DatasetError {
      StandardError.say("--resume: \(error)")
      throw ExitStatus.badInput
    }
    if changed { try Resume.replace(path, with: kept.map(\.line)) }
    for row in kept {
      keys[row.id] = row.key
      order.append(row.id)
    }
  }

  /// Brings the rows of a finished file into the order of the input, if they are not.
  static func sort(_ path: String, order wanted: [String]) throws {
    guard let bytes = try contents(path) else { return }
    var lines: [String: [UInt8]] = [:]
    var found: [String] = []
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      let row = try ResumedRow(Array(line), file: path, line: number + 1)
      lines[row.submissionID] = Array(line)
      found.append(row.submissionID)
    }
    let sorted = wanted.filter { lines[$0] != nil }
    guard found != sorted else { return }
    try replace(path, with: sorted.compactMap { lines[$0] })
  }

  private static func contents(_ path: String) throws -> [UInt8]? {
    let bytes = try InputFile.read(path, limit: 8 << 30)
    return bytes.isEmpty ? nil : bytes
  }

  /// Writes beside the file and renames, so that no moment loses rows.
  private static func replace(_ path: String, with lines: [[UInt8]]) throws {
    let temporary = path + ".resume-\(getpid())"
    let file = try RowFile(path: temporary, appending: false)
    for line in lines where !file.write(String(decoding: line, as: UTF8.self)) { break }
    guard file.failure == nil, rename(temporary, path) == 0 else {
      unlink(temporary)
      StandardError.say(
        "--resume: \(file.failure ?? "\(path) cannot be replaced: \(String(cString: strerror(errno)))")")
      throw ExitStatus.badInput
    }
  }
}
