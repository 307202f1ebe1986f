internal import TrainingRuns

/// Makes exercises one by one, each from the seed, its part and its number alone.
struct ExerciseMaker {
  /// Ways to ask; `{f}` is the function with its parameter.
  static let requests = [
    "Write {f} that returns {it}.", "Define {f} to return {it}.", "Write a function {f} for {it}.",
    "{f} should return {it}.",
  ]

  /// Whether a task of this number is a word problem where a set has both: one of five.
  static func isStory(_ number: Int, _ kind: TaskKind) -> Bool {
    switch kind {
    case .code: false
    case .math: true
    case .all: number % 5 == 4
    }
  }

  /// One draw; `nil` where it is of another part, or says nothing.
  static func story(_ id: String, _ part: Part, _ random: inout CounterRandom) -> Exercise? {
    WordProblem(part, &random).map {
      Exercise(
        id: id, part: part, template: $0.template, prompt: $0.statement, distinguishing: $0.statement,
        response: $0.solution, isRight: true, check: .answer($0.answer))
    }
  }

  /// One draw; `nil` where it is of another part, or not a good task.
  ///
  /// - Parameters:
  ///   - hasTests: without, the row only shows a solution.
  ///   - wrongShare: how often the solution has another block, or a constant that is one off.
  ///   - isWanted: asked of the prompt and its distinguishing words before the costly part.
  static func program(
    _ id: String, _ part: Part, hasTests: Bool, wrongShare: Double, _ random: inout CounterRandom,
    isWanted: (String, String) -> Bool
  ) -> Exercise? {
    guard let template = template(&random), template.part == part else { return nil }
    let constants = template.blocks.map { block in
      block.constants.map { $0.lowerBound + Int(random.below(UInt64($0.count))) } ?? 0
    }
    let composition = Composition(template, constants: constants)
    let phrase = composition.phrase { Int(random.below(UInt64($0))) }
    let request = requests[Int(random.below(UInt64(requests.count)))]
    let function = "\(Composition.functionName)(\(composition.parameter))"
    let prompt = Placeholders.filled(request, [("f", function), ("it", phrase)])
    guard isWanted(prompt, phrase) else { return nil }
    let pool = Arguments.pool(for: template.source, &random)
    guard composition.isMeaningful(pool), let tests = hasTests ? composition.tests(pool) : [] else { return nil }
    let wrong = random.uniform() < wrongShare ? Mutants.altered(composition).randomElement(using: &random) : nil
    return Exercise(
      id: id, part: part, template: template.name, prompt: prompt, distinguishing: phrase,
      response: "```python\n\((wrong ?? composition).python)\n```", isRight: wrong == nil, check: .calls(tests))
  }

  /// Of 100 draws, how many leave a slot out.
  private static func emptyShare(_ slot: Slot) -> UInt64 {
    switch slot {
    case .filter: 25
    case .map: 30
    case .fold: 0
    case .post: 40
    }
  }

  private static func template(_ random: inout CounterRandom) -> Template? {
    let source = Source.all[Int(random.below(UInt64(Source.all.count)))]
    var kind = source.gives
    var blocks: [Block] = []
    for slot in Slot.allCases {
      let fitting = slot.blocks.filter { $0.takes.contains(kind) }
      let isEmpty = random.below(100) < emptyShare(slot)
      let choices = fitting.filter { $0.isNone == isEmpty }
      guard !choices.isEmpty else { return nil }
      let block = choices[Int(random.below(UInt64(choices.count)))]
      blocks.append(block)
      kind = block.gives ?? kind
    }
    return Template(source: source, blocks: blocks)
  }
}
