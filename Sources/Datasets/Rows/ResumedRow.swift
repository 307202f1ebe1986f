/// What `--resume` has to know of a row that grade wrote.
public struct ResumedRow: Sendable, Hashable {
  public var submissionID: String
  public var verdict: String
  /// Hashes of program, problem and settings, and of the settings alone.
  public var key: String
  public var settings: String

  /// - Throws: ``DatasetError`` when it is no row of grade's.
  public init(_ row: [UInt8], file: String, line: Int?) throws {
    let root = try rowDocument(row, file: file, line: line).root
    submissionID = try root.required("submission_id").string()
    verdict = try root.required("verdict").string()
    key = try root.required("key").string()
    settings = try root.required("settings").string()
  }
}
