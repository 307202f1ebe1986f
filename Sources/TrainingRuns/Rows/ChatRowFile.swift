/// The rows of a JSONL file by number, for epochs in shuffled order.
///
/// Opening reads the file once and keeps where each row begins: 8 bytes a row. A row is then read from the disk when it
/// is asked for, from any thread. The file must not change meanwhile; a change is noticed and is an error.
public final class ChatRowFile: Sendable {
  private let input: InputFile
  private let offsets: [Int]
  private let maximumLineBytes: Int

  public var path: String { input.path }
  /// Rows: lines that are not blank.
  public var count: Int { offsets.count }

  /// - Throws: ``RunFileError``: not found, a folder, unreadable, a line that is too long.
  public init(_ path: String, maximumLineBytes: Int = ChatRows.defaultMaximumLineBytes) throws(RunFileError) {
    input = try InputFile(path)
    self.maximumLineBytes = maximumLineBytes
    let scanner = LineScanner(input, maximumLineBytes: maximumLineBytes)
    var offsets: [Int] = []
    while let line = try scanner.next() {
      if !ChatRows.content(line.bytes, isFirst: line.number == 1).isEmpty { offsets.append(line.offset) }
    }
    try input.requireUnchanged()
    self.offsets = offsets
  }

  /// Reads a row.
  /// - Parameter index: from 0.
  /// - Throws: ``RunFileError``, with the row's line in the file.
  public func row(_ index: Int) throws(RunFileError) -> ChatRow {
    let start = offsets[index]
    let end = index + 1 < offsets.count ? offsets[index + 1] : input.identity.bytes
    // Blank lines may follow, so that the room up to the next row can be longer than any line.
    let bytes = try input.bytes(at: start, count: min(end - start, maximumLineBytes + 1))
    try input.requireUnchanged()
    let line = bytes.firstIndex(of: 0x0A).map { Array(bytes[..<$0]) } ?? bytes
    let content = ChatRows.content(line, isFirst: start == 0)
    do throws(RunFileError) {
      return try ChatRowDecoder(file: input.path, line: 0).decode(content)
    } catch {
      // Which line it is, is found out only when someone must be told.
      var error = error
      error.line = try lineNumber(at: start)
      throw error
    }
  }

  /// The line of a row, from 1, for messages: reads the file up to it.
  public func line(ofRow index: Int) throws(RunFileError) -> Int { try lineNumber(at: offsets[index]) }

  private func lineNumber(at offset: Int) throws(RunFileError) -> Int {
    let scanner = LineScanner(input, maximumLineBytes: maximumLineBytes)
    while let line = try scanner.next() {
      if line.offset >= offset { return line.number }
    }
    return scanner.number
  }
}

/// Several files as one: the rows of the first, then those of the second, and so on.
public final class ChatDataset: Sendable {
  private let files: [ChatRowFile]
  /// The number of the first row of each file.
  private let starts: [Int]

  /// Rows of all files.
  public let count: Int

  /// - Throws: ``RunFileError``; also where a file has no rows, which is never meant.
  public init(_ paths: [String], maximumLineBytes: Int = ChatRows.defaultMaximumLineBytes) throws(RunFileError) {
    var files: [ChatRowFile] = []
    var starts: [Int] = []
    var count = 0
    for path in paths {
      let file = try ChatRowFile(path, maximumLineBytes: maximumLineBytes)
      guard file.count > 0 else { throw RunFileError(.invalidValue, file: path, message: "has no rows") }
      files.append(file)
      starts.append(count)
      count += file.count
    }
    self.files = files
    self.starts = starts
    self.count = count
  }

  /// Reads a row.
  /// - Parameter index: from 0, over all files.
  /// - Throws: ``RunFileError``, with the file and the row's line in it.
  public func row(_ index: Int) throws(RunFileError) -> ChatRow {
    let (file, row) = place(of: index)
    return try file.row(row)
  }

  /// `file:line` of a row, for messages.
  public func location(ofRow index: Int) throws(RunFileError) -> (file: String, line: Int) {
    let (file, row) = place(of: index)
    return (file.path, try file.line(ofRow: row))
  }

  private func place(of index: Int) -> (file: ChatRowFile, row: Int) {
    precondition(index >= 0 && index < count, "the data set has \(count) rows")
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= index { low = middle } else { high = middle }
    }
    return (files[low], index - starts[low])
  }
}
