/// The numbers that checks decide by, and which checks speak. A file of settings has the same names.
public struct AuditSettings: Sendable, Hashable {
  /// Fewer tests than this are few; the paper asks for 16.
  public var minimumTests = 16
  /// Share of words and pairs of words in common from which two questions count as near duplicates.
  public var nearSimilarity = 0.7
  /// Words in a row that have to agree with a benchmark.
  public var overlapWords = 9
  /// Longer prompts do not fit the paper's window.
  public var maximumPromptTokens = 4_096
  /// Responses that a prompt needs before its pass rate says anything.
  public var minimumResponses = 4
  /// Share of responses that have to agree on another answer than the gold.
  public var majorityShare = 0.5
  /// The paper keeps prompts of which more than this share of responses pass.
  public var passRate = 0.5
  /// Share of tests that a program may pass that does nothing.
  public var trivialShare = 0.8
  /// Changed references to try against the tests, and the share of them that may pass.
  public var mutants = 12
  public var weakShare = 0.5
  /// Share of the limit that a reference may take.
  public var tightShare = 0.5
  /// A limit is loose if it is both so many seconds and so many times what the slowest reference takes.
  public var looseSeconds = 30.0
  public var looseFactor = 100.0
  /// Bytes of one test beyond which it is large.
  public var largeTestBytes = 10 << 20
  /// Check id → severity; `nil`: the check is off.
  public var severities: [String: Severity?] = [:]
  /// Checks whose findings leave the cleaned set whatever their severity.
  public var drop: Set<String> = []
  /// So do all warnings.
  public var dropsWarnings = false

  public init() {}

  public func isOn(_ check: String) -> Bool {
    guard let setting = severities[check] else { return true }
    return setting != nil
  }

  func severity(of check: CheckDescription, said: Severity?) -> Severity {
    if let setting = severities[check.id], let severity = setting { return severity }
    return said ?? check.severity
  }

  /// Whether a finding takes its row out of the cleaned set.
  func drops(_ finding: Finding) -> Bool {
    finding.severity == .error || drop.contains(finding.check) || (dropsWarnings && finding.severity == .warning)
  }

  /// What decides findings, in words: two audits can be compared if it is the same for both.
  var text: String {
    let checks = severities.map { "\($0.key)=\($0.value?.rawValue ?? "off")" }.sorted().joined(separator: ",")
    let numbers = Self.numbers.map { "\($0.name)=\($0.read(self))" }.joined(separator: ",")
    return "\(numbers)|\(checks)"
  }
}

extension AuditSettings {
  /// A number that a file of settings may give.
  struct Number: Sendable {
    var name: String
    var range: ClosedRange<Double>
    var isWhole: Bool
    var read: @Sendable (AuditSettings) -> Double
    var write: @Sendable (inout AuditSettings, Double) -> Void
  }

  private static func whole(
    _ name: String, _ range: ClosedRange<Double>, _ path: any WritableKeyPath<AuditSettings, Int> & Sendable
  ) -> Number {
    Number(
      name: name, range: range, isWhole: true, read: { Double($0[keyPath: path]) },
      write: { $0[keyPath: path] = Int($1) })
  }

  private static func real(
    _ name: String, _ range: ClosedRange<Double>, _ path: any WritableKeyPath<AuditSettings, Double> & Sendable
  ) -> Number {
    Number(
      name: name, range: range, isWhole: false, read: { $0[keyPath: path] }, write: { $0[keyPath: path] = $1 })
  }

  static let numbers: [Number] = [
    whole("minimum_tests", 0...1_000_000, \.minimumTests),
    real("near_similarity", 0.5...1, \.nearSimilarity),
    whole("overlap_words", 3...50, \.overlapWords),
    whole("maximum_prompt_tokens", 1...10_000_000, \.maximumPromptTokens),
    whole("minimum_responses", 2...1_000_000, \.minimumResponses),
    real("majority_share", 0...1, \.majorityShare),
    real("pass_rate", 0...1, \.passRate),
    real("trivial_share", 0...1, \.trivialShare),
    whole("mutants", 0...1_000, \.mutants),
    real("weak_share", 0...1, \.weakShare),
    real("tight_share", 0...1, \.tightShare),
    real("loose_seconds", 0...1e9, \.looseSeconds),
    real("loose_factor", 1...1e9, \.looseFactor),
    whole("large_test_bytes", 1...1e12, \.largeTestBytes),
  ]
}
