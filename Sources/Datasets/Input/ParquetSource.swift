import Glibc

/// The rows of a Parquet file as JSON lines, converted by pyarrow in a child process.
final class ParquetSource: ByteSource {
  /// Exit code of the script where pyarrow cannot be imported.
  private static let noPyArrow: Int32 = 97
  private static let noPyArrowText = "97"

  /// Batches keep memory small; bytes that are text become text, everything else that JSON lacks its `str`.
  private static let script = """
    import sys
    try:
        import pyarrow.parquet
    except ImportError:
        sys.exit(\(noPyArrowText))
    import json
    def plain(value):
        if isinstance(value, bytes):
            return value.decode("utf-8")
        return str(value)
    out = sys.stdout
    out.reconfigure(encoding="utf-8")
    out.write("\\n")
    for batch in pyarrow.parquet.ParquetFile(sys.argv[1]).iter_batches(batch_size=64):
        for row in batch.to_pylist():
            out.write(json.dumps(row, default=plain) + "\\n")
    """

  private let path: String
  private let child: ReaderProcess

  /// Starts the first `python3` that has pyarrow: those of PATH, then `/usr/bin/python3`.
  /// - Throws: ``DatasetError`` `.toolMissing` with the one line to run.
  init(path: String) throws {
    self.path = path
    var found: ReaderProcess?
    for python in Self.candidates() where found == nil {
      // -I: nothing from the current directory or the user's site may stand in for pyarrow's modules.
      guard let child = ReaderProcess(executable: python, arguments: ["-I", "-c", Self.script, path]) else { continue }
      // The script writes one line end as soon as it has pyarrow; an end without it means the next candidate.
      var byte: UInt8 = 0
      let count = try withUnsafeMutableBytes(of: &byte) { try child.read(into: $0, file: path) }
      if count == 1 {
        found = child
      } else if child.wait() != Self.noPyArrow {
        throw DatasetError(
          .toolMissing, file: path, message: "\(python) failed: \(child.lastErrorLine())", endsInput: true)
      }
    }
    guard let found else {
      throw DatasetError(
        .toolMissing, file: path,
        message: "Parquet needs Python with pyarrow: run `pip install pyarrow`, or convert the file to JSON lines",
        endsInput: true)
    }
    child = found
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try child.read(into: buffer, file: path)
    if count == 0 {
      let code = child.wait()
      if code != 0 {
        throw DatasetError(
          .corrupt, file: path, message: "pyarrow ended with \(code): \(child.lastErrorLine())", endsInput: true)
      }
    }
    return count
  }

  private static func candidates() -> [String] {
    let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    var paths = search.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/python3" }
    paths.append("/usr/bin/python3")
    var seen: Set<String> = []
    return paths.filter { access($0, X_OK) == 0 && seen.insert($0).inserted }
  }
}
