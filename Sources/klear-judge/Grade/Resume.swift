import Datasets
import Glibc
import Rewards

/// The rows that an interrupted run has left in `--out`. Kept in memory are their ids, keys and places; a row is read
/// again when its turn comes.
final class Resume {
  private struct Place {
    var key: String
    var offset: Int
    var byteCount: Int
  }

  private let path: String
  /// Submission id → the row that stays.
  private var places: [String: Place] = [:]

  /// Looks through the file and rewrites it without what has to be judged again: a torn last line, rows with
  /// `internal_error`. A file that is refused stays as it is.
  ///
  /// - Throws: `ExitStatus.badInput` when the rows are of other settings, or the file is none of ours.
  init(path: String, settings: String) throws {
    self.path = path
    guard access(path, F_OK) == 0 else { return }
    let file = try RowScan(path)
    var kept: [(id: String, place: Place)] = []
    var changed = false
    while let line = file.next() {
      guard line.isWhole else {
        changed = true
        break
      }
      let row = try Resume.row(line.bytes, path, line.number)
      guard row.settings == settings else {
        StandardError.say(
          "--resume: \(path):\(line.number) was judged with other settings or another version; "
            + "choose another --out, or the settings of that run")
        throw ExitStatus.badInput
      }
      if row.result.verdict == .internalError {
        changed = true
      } else {
        kept.append(
          (row.result.submissionID, Place(key: row.key, offset: line.offset, byteCount: line.bytes.count)))
      }
    }
    if changed { try replace(&kept) }
    for row in kept { places[row.id] = row.place }
  }

  var isEmpty: Bool { places.isEmpty }

  /// Whether the row of this submission stays.
  func holds(_ id: String, key: String) -> Bool { places[id]?.key == key }

  /// The result of a row that stays.
  ///
  /// - Throws: `ExitStatus.badInput` where the file is no longer what it was.
  func result(_ id: String) throws -> SubmissionResult? {
    guard let place = places[id] else { return nil }
    let file = try RowScan(path)
    return try Resume.row(file.bytes(at: place.offset, count: place.byteCount), path, nil).result
  }

  /// Brings the rows of a finished file into the order of the input, if they are not; the last of an id counts.
  func sort(order wanted: [String]) throws {
    guard !isEmpty else { return }
    let file = try RowScan(path)
    var found: [String] = []
    var places: [String: Place] = [:]
    while let line = file.next(), line.isWhole {
      let row = try Resume.row(line.bytes, path, line.number)
      found.append(row.result.submissionID)
      places[row.result.submissionID] = Place(key: row.key, offset: line.offset, byteCount: line.bytes.count)
    }
    var sorted = wanted.compactMap { id in places[id].map { (id: id, place: $0) } }
    if found != sorted.map(\.id) { try replace(&sorted) }
  }

  private static func row(_ bytes: [UInt8], _ path: String, _ line: Int?) throws -> ResumedRow {
    do {
      return try ResumedRow(bytes, file: path, line: line)
    } catch let error as DatasetError {
      StandardError.say("--resume: \(error)")
      throw ExitStatus.badInput
    }
  }

  /// Writes beside the file and renames, so that no moment loses rows. Afterwards `rows` say where they stand now.
  private func replace(_ rows: inout [(id: String, place: Place)]) throws {
    let old = try RowScan(path)
    let temporary = path + ".resume-\(getpid())"
    let file = try RowFile(path: temporary, appending: false)
    var offset = 0
    for index in rows.indices {
      let bytes = try old.bytes(at: rows[index].place.offset, count: rows[index].place.byteCount)
      guard file.write(bytes) else { break }
      rows[index].place.offset = offset
      offset += bytes.count + 1
    }
    guard file.failure == nil, rename(temporary, path) == 0 else {
      let cause = String(cString: strerror(errno))
      unlink(temporary)
      StandardError.say("--resume: \(file.failure ?? "\(path) cannot be replaced: \(cause)")")
      throw ExitStatus.badInput
    }
  }
}

/// The lines of a file of rows, each with its place and whether its end was written.
private final class RowScan {
  struct Line {
    var number: Int
    var offset: Int
    var bytes: [UInt8]
    var isWhole: Bool
  }

  private let path: String
  private let stream: UnsafeMutablePointer<FILE>
  private var buffer: UnsafeMutablePointer<CChar>?
  private var capacity = 0
  private var number = 0
  private var offset = 0

  /// - Throws: `ExitStatus.badInput` after naming the path.
  init(_ path: String) throws {
    self.path = path
    var status = stat()
    guard let stream = fopen(path, "re"), fstat(fileno(stream), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      StandardError.say("--resume: \(path) is no file that can be read")
      throw ExitStatus.badInput
    }
    self.stream = stream
  }

  deinit {
    free(buffer)
    fclose(stream)
  }

  /// The next line that is not empty.
  func next() -> Line? {
    while true {
      let count = getline(&buffer, &capacity, stream)
      guard count > 0, let buffer else { return nil }
      number += 1
      let isWhole = buffer[count - 1] == CChar(bitPattern: UInt8(ascii: "\n"))
      let length = isWhole ? count - 1 : count
      let line = Line(
        number: number, offset: offset, bytes: Array(UnsafeRawBufferPointer(start: buffer, count: length)),
        isWhole: isWhole)
      offset += count
      if length > 0 { return line }
    }
  }

  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    var filled = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      while filled < count {
        let got = pread(
          fileno(stream), target.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else { break }
        filled += got
      }
      initialized = filled
    }
    guard filled == count else {
      StandardError.say("--resume: \(path) has become shorter meanwhile")
      throw ExitStatus.badInput
    }
    return bytes
  }
}
