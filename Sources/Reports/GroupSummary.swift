public import Rewards
import Text

/// Figures of the submissions that share a problem or a language.
public struct GroupSummary: Sendable, Hashable {
  public var id: String
  public var title: String?
  public private(set) var total = 0
  /// Submissions that have a reward.
  public private(set) var rewarded = 0
  public private(set) var rewardSum = 0.0
  public private(set) var cpuTimeSeconds = 0.0
  private var verdictCounts = [Int](repeating: 0, count: Verdict.allCases.count)
  private var cpu = LogHistogram()

  init(id: String, title: String?) {
    self.id = id
    self.title = title
  }

  public func count(_ verdict: Verdict) -> Int { verdictCounts[verdict.position] }

  /// Submissions that the judge decided about and did not accept: neither faults nor skipped ones.
  public var failed: Int { total - count(.accepted) - count(.internalError) - count(.skipped) }

  /// `nil` where no submission has a reward.
  public var meanReward: Double? { rewarded > 0 ? rewardSum / Double(rewarded) : nil }

  /// The median CPU time of the submissions that ran, in seconds, within 1.2 %.
  public var medianCPUSeconds: Double? { cpu.median }

  mutating func add(_ result: SubmissionResult) {
    total += 1
    verdictCounts[result.verdict.position] += 1
    if let reward = result.reward, reward.isFinite {
      rewarded += 1
      rewardSum += reward
    }
    let seconds = result.cpuTimeSeconds
    cpuTimeSeconds += max(0, seconds.finiteOrZero)
    cpu.add(seconds)
  }
}

/// Groups by name, in the order in which they came; those beyond the limit are one group.
struct KeyedGroups: Sendable {
  let limit: Int
  let otherID: String
  private(set) var groups: [GroupSummary] = []
  private(set) var others: GroupSummary?
  private var positions: [String: Int] = [:]

  init(limit: Int, otherID: String) {
    self.limit = limit
    self.otherID = otherID
  }

  mutating func add(_ result: SubmissionResult, id: String, title: String?) {
    if let position = positions[id] {
      groups[position].add(result)
    } else if groups.count < limit {
      positions[id] = groups.count
      var group = GroupSummary(id: id, title: title.map { PrintableText.middleShortened($0, to: 200) })
      group.add(result)
      groups.append(group)
    } else {
      var group = others ?? GroupSummary(id: otherID, title: nil)
      group.add(result)
      others = group
    }
  }

  /// Most submissions first.
  var bySize: [GroupSummary] {
    groups.sorted { ($1.total, $0.id) < ($0.total, $1.id) } + (others.map { [$0] } ?? [])
  }

  /// Most failed submissions first.
  var byFailures: [GroupSummary] {
    groups.sorted { ($1.failed, $1.total, $0.id) < ($0.failed, $0.total, $1.id) } + (others.map { [$0] } ?? [])
  }
}

extension Verdict {
  /// The place in `allCases`.
  var position: Int {
    switch self {
    case .accepted: 0
    case .wrongAnswer: 1
    case .timeLimit: 2
    case .memoryLimit: 3
    case .outputLimit: 4
    case .runtimeError: 5
    case .compileError: 6
    case .securityViolation: 7
    case .internalError: 8
    case .skipped: 9
    }
  }

  /// `wrong answer`
  var label: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }

  /// What the verdict means, for a reader who is new to it.
  var explanation: String {
    switch self {
    case .accepted: "The program passed every test."
    case .wrongAnswer: "It ended properly within its limits, but what it gave is not right."
    case .timeLimit: "It used more CPU time than allowed, or sat idle for too long."
    case .memoryLimit: "It needed more memory than allowed."
    case .outputLimit: "It wrote more than allowed."
    case .runtimeError: "It ended with a non-zero exit code, a signal, or without a usable result."
    case .compileError: "It did not compile, or the response held no program."
    case .securityViolation: "It made a system call of the short list that ends a run at once."
    case .internalError: "The judge itself failed. It says nothing about the program and carries no reward."
    case .skipped: "It was not run."
    }
  }
}
