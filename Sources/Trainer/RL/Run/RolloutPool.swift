/// The prompts that are being answered: as many as a step has places. A prompt leaves its place when all its answers have
/// ended, and another one takes it.
///
/// Without a window all answers end in the step in which they begin. With one, they get so many tokens a step, and what is
/// unfinished waits here for the next step; it goes on with the random numbers that it would have had, so that with weights
/// that do not change it is the answer that would have been written at once.
struct RolloutPool: Codable, Sendable, Hashable {
  struct Group: Codable, Sendable, Hashable {
    /// Its place.
    var slot: Int
    /// Of the data.
    var row: Int
    /// In which it began.
    var step: Int
    /// Tokens of the solution that its answers begin with.
    var guide: Int
    /// What there is of each answer; `nil` before its first window.
    var answers: [RolloutRecord?]

    var isDone: Bool { answers.allSatisfy { $0.map { !$0.isUnfinished } ?? false } }
  }

  static let fileName = "unfinished.json"

  /// By place.
  private(set) var groups: [Group] = []

  var isEmpty: Bool { groups.isEmpty }
  /// Answers that have begun and not ended.
  var unfinished: Int {
    groups.reduce(0) { $0 + $1.answers.count { $0?.isUnfinished == true } }
  }

  func freeSlots(of count: Int) -> [Int] {
    let taken = Set(groups.map(\.slot))
    return (0..<count).filter { !taken.contains($0) }
  }

  mutating func begin(_ group: Group) {
    groups.append(group)
    groups.sort { $0.slot < $1.slot }
  }

  /// What is to be written in a step, by place and answer.
  ///
  /// - Parameters:
  ///   - prompts: by place, with what they give of a solution.
  ///   - most: tokens an answer; `window`: of them a step.
  func requests(_ prompts: [[Int32]], most: Int, window: Int?) -> [RolloutRequest] {
    groups.flatMap { group in
      group.answers.indices.filter { group.answers[$0]?.isUnfinished != false }.map { index in
        let written = group.answers[index]
        let left = most - (written?.ids.count ?? 0)
        var request = RolloutRequest(
          prompt: prompts[group.slot], promptIndex: group.slot, rolloutIndex: index, step: group.step,
          maximumNewTokens: max(1, min(left, window ?? left)))
        request.written = written?.ids ?? []
        request.writtenLogProbabilities = written?.logProbabilities ?? []
        return request
      }
    }
  }

  /// Takes up what was written.
  ///
  /// - Returns: the groups that are done by it; they leave.
  mutating func take(_ records: [RolloutRecord]) -> [Group] {
    let places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1.slot, $0) })
    for record in records {
      guard let place = places[record.promptIndex] else { continue }
      groups[place].answers[record.rolloutIndex] = record
    }
    let done = groups.filter(\.isDone)
    groups.removeAll(where: \.isDone)
    return done
  }
}
