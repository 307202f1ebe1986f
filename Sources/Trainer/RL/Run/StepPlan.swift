/// What a step is to do, before its answers are there. Stages that remember may change it.
public struct StepPlan: Sendable {
  /// From 1.
  public let step: Int
  /// The run's.
  public let seed: UInt64
  /// Of sampling, and of all log-probabilities of the step.
  public var temperature: Double
  /// Tokens an answer, and of them tokens a step; `nil` for all at once.
  public var maximumNewTokens: Int
  public var windowTokens: Int?
  public var overlong: Overlong
  /// Files of the data that prompts come from, by their place; `nil` for all.
  public var files: Set<Int>?
  /// Rows of the data that are not asked.
  public var leftOut: Set<Int> = []
  /// Whether the policy learns, or only the value head.
  public var learnsPolicy = true
}

/// A stage that remembers: it looks at the answers of each step and changes what it, or the next ones, learn.
///
/// What it remembers is part of each checkpoint, in `trainer_state/NAME.json`, so that a run goes on with the same bits.
public protocol FeedbackStage: Sendable {
  associatedtype Memory: Codable & Sendable

  /// Of its file.
  var name: String { get }
  var memory: Memory { get set }

  /// Asked before each step.
  func plan(_ plan: inout StepPlan)
  /// Tokens of the prompt's solution that all answers to it begin with, of those numbers of tokens at which it may be cut;
  /// 0 for none. Asked when a prompt's answers begin.
  func guide(row: Int, solution: SolutionCuts, plan: StepPlan) -> Int
  /// Given all answers of a step, before they are learned from.
  mutating func observe(_ outcome: StepOutcome)
  /// A factor of all advantages of a prompt's answers.
  func weight(row: Int) -> Double
}

extension FeedbackStage {
  public func plan(_ plan: inout StepPlan) {}
  public func guide(row: Int, solution: SolutionCuts, plan: StepPlan) -> Int { 0 }
  public func weight(row: Int) -> Double { 1 }
}

/// What came of a step.
public struct StepOutcome: Sendable, Hashable {
  public struct Group: Sendable, Hashable {
    /// Of the data.
    public var row: Int
    /// Answers with a verdict, and those of them that are fully correct.
    public var judged: Int
    public var correct: Int
    /// Whether they began with a part of a solution.
    public var isGuided: Bool
  }

  /// Of the data, behind the step.
  public var epoch: Int
  public var groups: [Group]
  /// The mean of −log π over all tokens that were drawn, at the step's temperature: an estimate of the policy's entropy;
  /// `nil` without any.
  public var entropy: Double?
}
