public import Rewards
import Text

/// The figures of a run, gathered one submission at a time. Its size depends on the number of problems and languages
/// (at most `problemLimit` are kept apart), not on the number of submissions.
public struct RunSummary: Sendable {
  /// A submission that the summary names.
  public struct Example: Sendable, Hashable {
    public var submissionID: String
    public var problemID: String
    public var language: String?
    public var verdict: Verdict
    public var cpuTimeSeconds: Double
    public var expected: [Verdict]
    public var message: String?
  }

  /// Problems beyond this many are counted together.
  public static let problemLimit = 10_000
  static let languageLimit = 100
  static let exampleLimit = 10

  public private(set) var overall = GroupSummary(id: "", title: nil)
  public private(set) var wallTimeSeconds = 0.0
  /// Submissions without a verdict because their problem cannot be judged.
  public private(set) var datasetErrors = 0
  /// Programs that made a part of the judge fail in at least one test and were charged with it.
  public private(set) var provokedFaults = 0
  public private(set) var expectationsChecked = 0
  public private(set) var expectationsNotMet = 0
  /// The first few of each kind.
  public private(set) var faultExamples: [Example] = []
  public private(set) var notMetExamples: [Example] = []
  /// Most CPU time first.
  public private(set) var slowest: [Example] = []
  var languages = KeyedGroups(limit: RunSummary.languageLimit, otherID: "(other languages)")
  var problems = KeyedGroups(limit: RunSummary.problemLimit, otherID: "(other problems)")

  var acceptedRewards = RewardHistogram()
  var otherRewards = RewardHistogram()
  var cpu = SplitHistogram()
  var wall = SplitHistogram()
  var memory = SplitHistogram()

  public init() {}

  public var submissions: Int { overall.total }
  public var accepted: Int { overall.count(.accepted) }
  /// Submissions without a verdict of their own because the judge failed.
  public var faults: Int { overall.count(.internalError) - datasetErrors }

  public mutating func add(_ row: ReportRow) {
    let result = row.result
    overall.add(result)
    let language = result.language.map { PrintableText.middleShortened($0, to: 60) } ?? "(none)"
    languages.add(result, id: language, title: nil)
    problems.add(result, id: PrintableText.middleShortened(result.problemID, to: 200), title: row.problemTitle)
    wallTimeSeconds += max(0, result.wallTimeSeconds.finiteOrZero)
    addToHistograms(result)
    addExamples(row)
  }

  private mutating func addToHistograms(_ result: SubmissionResult) {
    let isAccepted = result.verdict == .accepted
    if let reward = result.reward {
      if isAccepted { acceptedRewards.add(reward) } else { otherRewards.add(reward) }
    }
    cpu.add(result.cpuTimeSeconds, isAccepted)
    wall.add(result.wallTimeSeconds, isAccepted)
    memory.add(Double(result.peakMemoryBytes), isAccepted)
  }

  private mutating func addExamples(_ row: ReportRow) {
    let result = row.result
    if result.tests.contains(where: { $0.reason == .provokedFault }) { provokedFaults += 1 }
    if result.isDatasetError { datasetErrors += 1 }
    if row.met != nil { expectationsChecked += 1 }
    let example = Example(
      submissionID: PrintableText.middleShortened(result.submissionID, to: 200),
      problemID: PrintableText.middleShortened(result.problemID, to: 200),
      language: result.language.map { PrintableText.middleShortened($0, to: 60) }, verdict: result.verdict,
      cpuTimeSeconds: result.cpuTimeSeconds.finiteOrZero, expected: row.expected ?? [],
      message: result.message.map { PrintableText.prefix($0, bytes: 300).text })
    if result.verdict == .internalError, !result.isDatasetError, faultExamples.count < Self.exampleLimit {
      faultExamples.append(example)
    }
    if row.met == false {
      expectationsNotMet += 1
      if notMetExamples.count < Self.exampleLimit { notMetExamples.append(example) }
    }
    guard example.cpuTimeSeconds > 0 else { return }
    let place = slowest.firstIndex { $0.cpuTimeSeconds < example.cpuTimeSeconds } ?? slowest.count
    guard place < Self.exampleLimit else { return }
    slowest.insert(example, at: place)
    if slowest.count > Self.exampleLimit { slowest.removeLast() }
  }
}

extension SubmissionResult {
  fileprivate var isDatasetError: Bool { verdict == .internalError && reason == .datasetError }
}

/// A logarithmic histogram of accepted submissions beside one of the others.
struct SplitHistogram: Sendable, Hashable {
  var accepted = LogHistogram()
  var others = LogHistogram()
  /// Accepted and others together, for the quantiles.
  var all = LogHistogram()

  mutating func add(_ value: Double, _ isAccepted: Bool) {
    if isAccepted { accepted.add(value) } else { others.add(value) }
    all.add(value)
  }
}

extension Double {
  /// Measurements are never negative or infinite, but a row read back from a file may say so.
  var finiteOrZero: Double { isFinite ? self : 0 }
}
