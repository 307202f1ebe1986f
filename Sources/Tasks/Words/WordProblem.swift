internal import TrainingRuns

/// A story with numbers, whose answer is one.
public struct WordProblem: Sendable, Hashable {
  /// For instance `shop|gain|lose`.
  public let template: String
  public let statement: String
  /// The steps of the calculation and the answer in a box.
  public let solution: String
  public let answer: Int

  /// The part of a template: each pair of steps of a story belongs to one.
  static func part(_ story: Story, _ steps: [StoryStep]) -> Part? {
    let parts = Set(
      zip(steps, steps.dropFirst()).map { PairSplit.part(of: "\(story.name) \($0.rawValue) \($1.rawValue)") })
    if parts.isSuperset(of: [.heldout, .practice]) { return nil }
    return parts.contains(.heldout) ? .heldout : parts.contains(.practice) ? .practice : .train
  }

  /// A problem of a part; `nil` where what was drawn belongs to another, or its numbers get out of hand.
  init?(_ part: Part, _ random: inout CounterRandom) {
    func pick<Element>(_ list: [Element]) -> Element { list[Int(random.below(UInt64(list.count)))] }
    let story = pick(Story.all)
    let steps = (0..<2 + Int(random.below(2))).map { _ in pick(StoryStep.allCases) }
    guard WordProblem.part(story, steps) == part else { return nil }
    let (who, things) = (pick(Story.names), pick(story.things))
    func words(_ text: String, _ number: Int) -> String {
      Placeholders.filled(text, [("who", who), ("things", things), ("k", "\(number)")])
    }
    // Small numbers: a small model has to learn all sums of two by heart.
    var value = 3 + Int(random.below(10))
    var sentences = [words(story.begin, value)]
    var lines: [String] = []
    for step in steps {
      let number = Int(step == .gain || step == .lose ? 2 + random.below(4) : 2)
      guard let result = WordProblem.result(step, value, number) else { return nil }
      lines.append("\(value) \(WordProblem.sign(step)) \(number) = \(result)")
      sentences.append(words(pick(story.steps[step] ?? []), number))
      value = result
    }
    sentences.append(words(story.question, 0))
    template = ([story.name] + steps.map(\.rawValue)).joined(separator: "|")
    statement = sentences.joined(separator: " ")
    solution = lines.joined(separator: "\n") + "\n\\boxed{\(value)}"
    answer = value
  }

  /// `nil` for numbers below 1 or above ``largest``, and for divisions with a remainder.
  private static func result(_ step: StoryStep, _ value: Int, _ number: Int) -> Int? {
    let result: Int
    switch step {
    case .gain: result = value + number
    case .lose: result = value - number
    case .times: result = value * number
    case .share:
      guard value.isMultiple(of: number) else { return nil }
      result = value / number
    }
    return (1...largest).contains(result) ? result : nil
  }

  private static let largest = 24

  private static func sign(_ step: StoryStep) -> String {
    switch step {
    case .gain: "+"
    case .lose: "-"
    case .times: "*"
    case .share: "/"
    }
  }
}
