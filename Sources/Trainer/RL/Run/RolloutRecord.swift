/// An answer with all that a step needs of it: what is journalled.
struct RolloutRecord: Sendable, Hashable, Codable {
  /// The prompt's place in the step; its answers are a group.
  var promptIndex: Int
  /// The answer's place in its group.
  var rolloutIndex: Int
  /// The prompt's row in the data, from 0.
  var row: Int
  var problemID: String?
  var prompt: String
  var text: String
  var ids: [Int32]
  /// Those of sampling, one a token.
  var logProbabilities: [Double]
  var isTruncated: Bool
  /// Whether it goes on in the next step; not judged yet. `nil` for no.
  private var unfinished: Bool?
  /// Tokens that earlier steps wrote; `nil` for none.
  var earlierTokens: Int?
  /// `nil` for a fault of the judge, and before it was judged.
  var reward: Double?
  var isCorrect: Bool
  var isWellFormed: Bool?
  var verdict: String
  /// What it comes to; `nil` where the judge does not say.
  var answer: String?

  enum CodingKeys: String, CodingKey {
    case promptIndex = "prompt_index"
    case rolloutIndex = "rollout_index"
    case row
    case problemID = "problem_id"
    case prompt, text, ids
    case logProbabilities = "logprobs"
    case isTruncated = "truncated"
    case unfinished
    case earlierTokens = "earlier_tokens"
    case reward
    case isCorrect = "correct"
    case isWellFormed = "well_formed"
    case verdict, answer
  }

  var isUnfinished: Bool { unfinished == true }

  /// - Parameter reward: `nil` where it is not finished.
  init(_ rollout: Rollout, row: Int, prompt: PromptRecord, reward: Reward?) {
    unfinished = reward == nil ? true : nil
    let reward = reward ?? .fault("unfinished")
    promptIndex = rollout.promptIndex
    rolloutIndex = rollout.rolloutIndex
    self.row = row
    problemID = prompt.problemID
    self.prompt = prompt.text
    text = rollout.text
    ids = rollout.ids
    logProbabilities = rollout.logProbabilities
    isTruncated = rollout.finish == .length
    self.reward = reward.isFault ? nil : reward.value
    isCorrect = !reward.isFault && reward.isCorrect
    isWellFormed = reward.isWellFormed
    verdict = reward.verdict
    answer = reward.answer
  }
}
