internal import TrainingRuns

/// Which tasks a set has.
public enum TaskKind: String, Sendable, Hashable, CaseIterable {
  /// Functions to write, with tests.
  case code
  /// Word problems with a number as the answer.
  case math
  /// Both, one word problem to four functions.
  case all
}

/// What a set is made from.
public struct TaskSettings: Sendable, Hashable {
  public var seed: UInt64 = 0
  public var kind = TaskKind.all
  /// Solved tasks to learn from.
  public var train = 16_000
  /// Solved tasks like them that are only measured.
  public var eval = 200
  /// Share of the functions to learn from whose solution is wrong in one place: what a model learns from them gives
  /// right and wrong answers to the same prompt, and rewards have something to teach.
  public var noise = 0.3
  /// Tasks to practise on with rewards.
  public var practice = 2_000
  /// Tasks of held-out templates.
  public var heldout = 500

  public init() {}
}

/// Why a set cannot be made.
public enum TaskError: Error, Sendable, Hashable, CustomStringConvertible {
  /// So many tries gave no new task of a part.
  case exhausted(part: Part, made: Int)

  public var description: String {
    switch self {
    case .exhausted(let part, let made):
      "no more than \(made) different \(part.rawValue) tasks were found: ask for fewer"
    }
  }
}

/// Small tasks in three parts that share their building blocks and no combination of two of them.
///
/// ```swift
/// var settings = TaskSettings()
/// settings.seed = 7
/// for file in try TaskSet(settings).files { print(file.name, file.text.utf8.count) }
/// ```
public struct TaskSet: Sendable {
  public let settings: TaskSettings
  /// Solved, of train templates.
  public let train: [Exercise]
  public let eval: [Exercise]
  /// With tests: every second one of train templates, the others of practice templates.
  public let practice: [Exercise]
  public let heldout: [Exercise]

  /// Draws of one task before there is said to be none left.
  private static let mostDraws = 20_000

  /// - Throws: ``TaskError``.
  public init(_ settings: TaskSettings) throws(TaskError) {
    self.settings = settings
    var drawer = Drawer(settings: settings)
    heldout = try drawer.draw("heldout", settings.heldout, hasTests: true) { _ in .heldout }
    // From here on nothing may have nine words in a row with a held-out task.
    drawer.forbidden = heldout.reduce(into: []) { $0.formUnion(WordNgrams.of($1.distinguishing)) }
    practice = try drawer.draw("rl", settings.practice, hasTests: true) { $0 % 2 == 0 ? .train : .practice }
    train = try drawer.draw("sft", settings.train, hasTests: false, wrongShare: settings.noise) { _ in .train }
    eval = try drawer.draw("eval", settings.eval, hasTests: false) { _ in .train }
  }

  private struct Drawer {
    let settings: TaskSettings
    var prompts: Set<String> = []
    var forbidden: Set<UInt64> = []

    private func isNew(_ prompt: String, _ distinguishing: String) -> Bool {
      !prompts.contains(prompt) && forbidden.isDisjoint(with: WordNgrams.of(distinguishing))
    }

    /// - Parameter part: of a task's number.
    mutating func draw(
      _ name: String, _ count: Int, hasTests: Bool, wrongShare: Double = 0, part: (Int) -> Part
    ) throws(TaskError) -> [Exercise] {
      var made: [Exercise] = []
      let stream = name.utf8.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      for number in 0..<count {
        var random = CounterRandom(seed: settings.seed, stream: stream, UInt64(number))
        let id = "\(name)-\(number)"
        var draws = 0
        while made.count == number {
          draws += 1
          guard draws <= TaskSet.mostDraws else { throw .exhausted(part: part(number), made: number) }
          // Two numbers for two rows: else the parts would fall together with the kinds.
          let drawn =
            ExerciseMaker.isStory(number / 2, settings.kind)
            ? ExerciseMaker.story(id, part(number), &random)
            : ExerciseMaker.program(
              id, part(number), hasTests: hasTests, wrongShare: wrongShare, &random, isWanted: isNew)
          guard let drawn, isNew(drawn.prompt, drawn.distinguishing) else { continue }
          prompts.insert(drawn.prompt)
          made.append(drawn)
        }
      }
      return made
    }
  }
}
