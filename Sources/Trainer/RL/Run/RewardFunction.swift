/// Says what answers are worth. Asked for many at once, while others are still being written.
///
/// ```swift
/// struct EvenLength: RewardFunction {
///   func reward(_ answer: Answer) async -> Reward { Reward(answer.text.count.isMultiple(of: 2) ? 1 : 0, isCorrect: true) }
/// }
/// ```
public protocol RewardFunction: Sendable {
  /// Answers that it looks at side by side, once the model has written all of them.
  var jobs: Int { get }
  /// Answers that it looks at side by side while the model still writes.
  var jobsWhileWriting: Int { get }
  /// Cores of this machine that these take; the model leaves them free while it writes.
  var cores: Int { get }

  /// Asked of each prompt before the first step.
  /// - Throws: what is wrong with it: a problem that nobody knows, of a kind that is not judged here.
  func check(_ prompt: PromptRecord) throws

  /// - Returns: a fault where this very answer could not be judged; it is then asked for once more.
  /// - Throws: ``RewardSourceGone`` where no answer can be judged any more.
  func reward(_ answer: Answer) async throws -> Reward
}

extension RewardFunction {
  public var jobs: Int { 1 }
  public var jobsWhileWriting: Int { jobs }
  public var cores: Int { jobsWhileWriting }
  public func check(_ prompt: PromptRecord) throws {}
}

/// What a model wrote, to be judged.
public struct Answer: Sendable, Hashable {
  public var prompt: PromptRecord
  /// The prompt's place in the step, and the answer's in its group.
  public var promptIndex: Int
  public var rolloutIndex: Int
  public var text: String
  /// Cut at the token limit.
  public var isTruncated: Bool
  /// Whether the model still writes others, so that only ``RewardFunction/cores`` are there for judging.
  public var isWhileWriting: Bool
}

/// What an answer is worth, or that nobody can say.
public struct Reward: Sendable, Hashable {
  /// `nil` for a fault of the judge: such an answer teaches nothing.
  public var value: Double?
  /// Fully correct, before any shaping.
  public var isCorrect: Bool
  /// Whether it has the form that was asked for; `nil` where none was.
  public var isWellFormed: Bool?
  /// Why, for people.
  public var verdict: String
  /// What the answer comes to, the same text for equal answers; `nil` where nobody knows.
  public var answer: String?

  public init(
    _ value: Double, isCorrect: Bool, isWellFormed: Bool? = nil, verdict: String = "", answer: String? = nil
  ) {
    self.answer = answer
    self.value = value
    self.isCorrect = isCorrect
    self.isWellFormed = isWellFormed
    self.verdict = verdict
  }

  private init(fault: String) {
    value = nil
    isCorrect = false
    verdict = fault
  }

  public static func fault(_ cause: String) -> Reward { Reward(fault: cause) }

  /// A reward that is not a finite number is none.
  public var isFault: Bool { value.map { !$0.isFinite } ?? true }
}

/// Where rewards came from is gone, after all retries: a run checkpoints and stops.
public struct RewardSourceGone: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String

  public init(_ cause: String) { description = cause }
}
