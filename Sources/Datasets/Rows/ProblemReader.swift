public import Rewards

/// One row of a dataset and where it stands.
public struct Row<Value: Sendable>: Sendable {
  public var value: Value
  /// From 1.
  public var line: Int
  /// Of the row's text in the (decompressed) file.
  public var offset: Int
  public var byteCount: Int
}

/// The problems of a dataset file, one at a time.
///
/// ```swift
/// let reader = try ProblemReader(path: "rows.jsonl", format: .lcb)
/// while let row = try reader.next() { print(row.line, row.value.id) }
/// ```
public final class ProblemReader {
  public let decoder: ProblemDecoder
  private let lines: LineReader

  /// - Throws: ``DatasetError`` where the file cannot be opened.
  public convenience init(path: String, format: DatasetFormat) throws {
    try self.init(path: path, decoder: ProblemDecoder(format: format))
  }

  public init(path: String, decoder: ProblemDecoder) throws {
    self.decoder = decoder
    lines = try LineReader(path: path)
  }

  /// The next problem; `nil` at the end.
  /// - Throws: ``DatasetError`` about one row, after which the next can be asked for, or about the file
  ///   (``DatasetError/endsInput``).
  public func next() throws -> Row<Problem>? {
    guard let line = try lines.next() else { return nil }
    let problem = try decoder.decode(line.bytes, file: lines.file, line: line.number)
    return Row(value: problem, line: line.number, offset: line.offset, byteCount: line.bytes.count)
  }
}
