/// `metrics.jsonl`: rows are appended with one write each, so that a crash tears at most the last one.
///
/// ```swift
/// let log = try MetricsLog(resuming: "run/metrics.jsonl", at: checkpoint.step)
/// try log.append(metrics)
/// try log.synchronize()  // with each checkpoint
/// ```
public final class MetricsLog {
  /// Longer lines were not written by this.
  private static let maximumLineBytes = 1 << 20

  private let file: OutputFile

  /// Begins a new file.
  /// - Throws: ``RunFileError``, also where there is a file of that name: another run's rows must not be mixed in.
  public init(creating path: String) throws(RunFileError) {
    do throws(RunFileError) {
      file = try OutputFile(path, .create)
    } catch {
      guard (try? InputFile(path)) != nil else { throw error }
      throw RunFileError(
        .unwritable, file: path,
        message: "there is a run here already: go on with --resume, or choose another output_dir")
    }
  }

  /// Goes on after a checkpoint: rows of later steps and a torn last line are cut off.
  /// - Parameter step: the checkpoint's; a missing file is begun anew.
  /// - Throws: ``RunFileError``; `.damaged` where a row up to that step cannot be read.
  public init(resuming path: String, at step: Int) throws(RunFileError) {
    let kept = try Self.lengthKept(path, upTo: step)
    file = try OutputFile(path, .append)
    if let kept {
      try file.truncate(to: kept)
      try file.synchronize()
    }
  }

  /// Appends a row.
  public func append(_ row: StepMetrics) throws(RunFileError) { try file.write(Array(row.json.utf8) + [0x0A]) }

  /// Returns when all rows are on the disk.
  public func synchronize() throws(RunFileError) { try file.synchronize() }

  /// All rows of a file; a torn last line is left out.
  /// - Throws: ``RunFileError`` for a damaged line.
  public static func read(_ path: String) throws(RunFileError) -> [StepMetrics] {
    let scanner = LineScanner(try InputFile(path), maximumLineBytes: maximumLineBytes)
    var rows: [StepMetrics] = []
    while let line = try scanner.next(), line.isTerminated {
      rows.append(try StepMetrics(json: line.bytes, file: path, line: line.number))
    }
    return rows
  }

  /// Bytes up to the last row that stays; `nil` without a file.
  private static func lengthKept(_ path: String, upTo step: Int) throws(RunFileError) -> Int? {
    let input: InputFile
    do throws(RunFileError) {
      input = try InputFile(path)
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
    let scanner = LineScanner(input, maximumLineBytes: maximumLineBytes)
    var kept = 0
    var damage: RunFileError?
    while true {
      do throws(RunFileError) {
        guard let line = try scanner.next(), line.isTerminated else { break }
        let row = try StepMetrics(json: line.bytes, file: path, line: line.number)
        if row.step > step { continue }
        // What is damaged before a row that stays would stay too.
        if let damage { throw damage }
        kept = line.end
      } catch {
        if damage != nil || error.code == .unreadable { throw damage ?? error }
        damage = error
      }
    }
    return kept
  }
}
