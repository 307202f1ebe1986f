/// The rows of a JSONL file, one at a time, in bounded memory.
///
/// A byte order mark and CRLF line ends are taken off, blank lines are skipped but counted.
///
/// ```swift
/// let rows = try ChatRows("train.jsonl")
/// while let row = try rows.next() { … }
/// ```
public final class ChatRows {
  /// The longest line that is read; a conversation of a million tokens has about 4 MB.
  public static let defaultMaximumLineBytes = 64 << 20

  private let scanner: LineScanner

  /// - Throws: ``RunFileError``: not found, a folder, unreadable.
  public init(_ path: String, maximumLineBytes: Int = ChatRows.defaultMaximumLineBytes) throws(RunFileError) {
    scanner = LineScanner(try InputFile(path), maximumLineBytes: maximumLineBytes)
  }

  /// The next row; `nil` at the end.
  /// - Throws: ``RunFileError``; after one about a single line the next can be asked for.
  public func next() throws(RunFileError) -> ChatRow? {
    while let line = try scanner.next() {
      let content = Self.content(line.bytes, isFirst: line.number == 1)
      if content.isEmpty { continue }
      return try ChatRowDecoder(file: scanner.input.path, line: line.number).decode(content)
    }
    return nil
  }

  /// A line without byte order mark, CR, and the blanks of an otherwise empty line.
  static func content(_ line: [UInt8], isFirst: Bool) -> [UInt8] {
    var content = line[...]
    if isFirst, content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
    if content.last == 0x0D { content = content.dropLast() }
    if content.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return [] }
    return Array(content)
  }
}
