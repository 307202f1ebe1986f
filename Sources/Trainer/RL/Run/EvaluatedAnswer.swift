/// An answer of an evaluation, with what became of it.
public struct EvaluatedAnswer: Sendable, Hashable {
  /// The prompt's row in the data, from 0, and the answer's place among those to it.
  public var row: Int
  public var place: Int
  /// `nil` for rows that bring their problem with them.
  public var problemID: String?
  public var text: String
  /// `nil` for a fault of the judge.
  public var reward: Double?
  public var isCorrect: Bool
  public var isTruncated: Bool
  public var verdict: String

  init(_ record: RolloutRecord) {
    row = record.row
    place = record.rolloutIndex
    problemID = record.problemID
    text = record.text
    reward = record.reward
    isCorrect = record.isCorrect
    isTruncated = record.isTruncated
    verdict = record.verdict
  }
}
