/// What a check costs, from the cheapest.
public enum CheckCost: String, Sendable, Hashable, CaseIterable {
  /// One look at the row's text.
  case text
  /// Parses and compares answers.
  case math
  /// Keeps something of every row, and speaks when all have been seen.
  case set
  /// Runs programs in the sandbox.
  case sandbox
}

/// A check's name and what a person has to know of it.
public struct CheckDescription: Sendable, Hashable {
  public var id: String
  /// Of most of its findings; a finding may say more or less.
  public var severity: Severity
  public var cost: CheckCost
  /// What it looks for, in one sentence.
  public var summary: String
  /// What to do about its findings.
  public var advice: String

  public init(id: String, severity: Severity, cost: CheckCost, summary: String, advice: String) {
    self.id = id
    self.severity = severity
    self.cost = cost
    self.summary = summary
    self.advice = advice
  }
}

/// A check is one file: what it is, and how it looks.
public protocol Check {
  static var about: CheckDescription { get }
}

/// Looks at one row by itself. Called from several tasks at once.
protocol RowCheck: Check, Sendable {
  init(_ settings: AuditSettings)
  func remarks(on row: AuditRow) -> [Remark]
}

/// Looks at all rows together: takes their digests in order, from one task, and speaks at the end.
protocol SetCheck: Check, AnyObject {
  func take(_ digest: RowDigest, at index: RowIndex)
  func finish(_ table: RowTable) -> [SetRemark]
}

/// What a set check says about a row.
struct SetRemark: Sendable {
  var row: RowIndex
  var check: String
  var remark: Remark
}

/// Runs programs. `nil` remarks: it could not be decided (a fault of the judge), and is asked again on `--resume`.
protocol JudgedCheck: Check, Sendable {
  init(_ settings: AuditSettings)
  func remarks(on trial: Trial) async throws -> [Remark]
}
