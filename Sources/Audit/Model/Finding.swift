import Rewards

/// One thing that is wrong with one row, with what a person needs to decide about it.
public struct Finding: Sendable, Hashable {
  public var file: String
  /// From 1.
  public var line: Int
  public var rowID: String
  public var check: String
  public var severity: Severity
  /// How sure the check is, 0 to 1.
  public var confidence: Double
  /// What was seen.
  public var evidence: String
  /// What to do.
  public var advice: String
  /// Other rows that the finding is about, `FILE:LINE`.
  public var related: [String]

  public init(
    file: String, line: Int, rowID: String, check: String, severity: Severity, confidence: Double, evidence: String,
    advice: String, related: [String] = []
  ) {
    self.file = file
    self.line = line
    self.rowID = rowID
    self.check = check
    self.severity = severity
    self.confidence = confidence
    self.evidence = evidence
    self.advice = advice
    self.related = related
  }

  /// The row of `findings.jsonl`, without the line's end.
  public var rowText: String {
    var row = JSONObjectText()
    row.add("file", file)
    row.add("line", line)
    row.add("row_id", rowID)
    row.add("check", check)
    row.add("severity", severity.rawValue)
    row.add("confidence", (confidence * 1_000).rounded() / 1_000)
    row.add("evidence", evidence)
    row.add("advice", advice)
    row.add("related", related)
    return row.line
  }
}

/// What a check says about a row; where the row stands is added by who asked.
public struct Remark: Sendable, Hashable {
  /// `nil`: the check that says it.
  public var check: String?
  /// `nil`: the check's usual severity.
  public var severity: Severity?
  public var confidence: Double
  public var evidence: String
  /// `nil`: the check's usual advice.
  public var advice: String?
  public var related: [String]

  public init(
    _ evidence: String, check: String? = nil, severity: Severity? = nil, confidence: Double, advice: String? = nil,
    related: [String] = []
  ) {
    self.check = check
    self.evidence = evidence
    self.severity = severity
    self.confidence = confidence
    self.advice = advice
    self.related = related
  }
}
