/// How a judge decides and counts.
public struct JudgeOptions: Sendable, Hashable {
  /// Reproduces a peer's verdicts, flaws and all, where users must compare.
  public enum Compatibility: String, Sendable, Hashable, CaseIterable {
    case none
    /// LiveCodeBench: its harness's way to run programs, and its comparison.
    case lcb
    /// Klear: at most 16 tests, whole outputs compared after strip().
    case klear
  }

  public var rule: ScoringRule
  /// `--require-format think`: what a malformed response costs; `nil` asks for no format.
  public var formatPenalty: FormatPenalty?
  public var compatibility: Compatibility
  /// False for contest packages: their limit holds in every language.
  public var usesLanguageAllowances: Bool
  /// Runs under way at once.
  public var jobs: Int
  /// Programs of the same text, and tests that are the same, share a verdict once two independent runs have agreed.
  public var sharesVerdicts: Bool
  /// Python programs start by fork of a warm interpreter where they cannot tell; false: each starts its own.
  public var warm: Bool
  /// All calls of a submission in one process: faster, and state may carry over from one to the next.
  public var sharesProcess: Bool
  /// A program is stopped once what it has printed can no longer be accepted.
  public var failsFast: Bool

  /// CPU time after which a run goes on with little weight and its slot serves another, so that none waits for it;
  /// `nil`: never. It decides who waits, no verdict.
  public var setsAsideAfter: Duration?

  public init(
    rule: ScoringRule = ScoringRule(), formatPenalty: FormatPenalty? = nil, compatibility: Compatibility = .none,
    usesLanguageAllowances: Bool = true, jobs: Int, sharesVerdicts: Bool = true, warm: Bool = true,
    sharesProcess: Bool = false, failsFast: Bool = false
  ) {
    self.rule = rule
    self.formatPenalty = formatPenalty
    self.compatibility = compatibility
    self.usesLanguageAllowances = usesLanguageAllowances
    self.jobs = jobs
    self.sharesVerdicts = sharesVerdicts
    self.warm = warm
    self.sharesProcess = sharesProcess
    self.failsFast = failsFast
  }

  /// What decides verdicts and rewards beside program and problem, in words: two results can be compared if it is the
  /// same for both.
  public var settingsText: String {
    "\(JudgeVersion.current)|\(rule.kind.rawValue)|\(rule.range)|\(rule.stopsAtFirstFailure)|"
      + "\(formatPenalty.map { "\($0)" } ?? "none")|\(compatibility.rawValue)|\(usesLanguageAllowances)"
      + (failsFast ? "|fast" : "") + (sharesProcess ? "|shared" : "")
  }
}
