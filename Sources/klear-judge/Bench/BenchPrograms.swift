import Datasets
import Rewards

/// Right Python programs and their problems.
struct BenchPrograms: Sendable {
  typealias Pair = (problem: Problem, submission: Submission)

  /// Those on standard input and output.
  private(set) var stdio: [Pair] = []
  /// Those whose function is called.
  private(set) var call: [Pair] = []

  init(problems: String?, submissions: String?) throws {
    guard let problems, let submissions else {
      for index in 0..<Self.builtInCount { stdio.append(Self.builtInStdio(index)) }
      for index in 0..<Self.builtInCount { call.append(Self.builtInCall(index)) }
      return
    }
    do {
      let store = try ProblemStore(path: problems, format: .native)
      let reader = try SubmissionReader(path: submissions, problems: store)
      while let row = try reader.next() {
        let submission = row.value
        guard submission.language == "python3", submission.expected.map({ $0 == [.accepted] }) ?? true,
          let problem = try store.problem(id: submission.problemID)
        else { continue }
        switch problem.kind {
        case .stdio: stdio.append((problem, submission))
        case .call: call.append((problem, submission))
        case .assert, .math: continue
        }
      }
    } catch let error as DatasetError {
      StandardError.say("\(error)")
      throw ExitStatus.badInput
    }
    guard !stdio.isEmpty || !call.isEmpty else {
      StandardError.say("\(submissions): no Python submission whose expected verdict is accepted")
      throw ExitStatus.badInput
    }
  }

  private static let builtInCount = 20
  private static let testCount = 10

  /// Sums of squares up to n: little work of its own, as most tests of such sets have.
  private static func builtInStdio(_ index: Int) -> Pair {
    let tests = (1...testCount).map {
      TestCase(input: TestData("\($0 + index)\n"), output: TestData("\(squares($0 + index))\n"))
    }
    let problem = Problem(id: "bench-stdio-\(index)", kind: .stdio, tests: tests)
    let source = "n = int(input())\nprint(sum(i * i for i in range(n + 1)))  # \(index)\n"
    return (problem, submission(of: problem, source))
  }

  private static func builtInCall(_ index: Int) -> Pair {
    let tests = (1...testCount).map {
      TestCase(input: TestData("\($0 + index)"), output: TestData("\(squares($0 + index))"))
    }
    let problem = Problem(id: "bench-call-\(index)", kind: .call, functionName: "squares", tests: tests)
    let source = "def squares(n):\n    return sum(i * i for i in range(n + 1))  # \(index)\n"
    return (problem, submission(of: problem, source))
  }

  private static func squares(_ number: Int) -> Int { (0...number).reduce(0) { $0 + $1 * $1 } }

  private static func submission(of problem: Problem, _ source: String) -> Submission {
    Submission(id: problem.id, problemID: problem.id, language: "python3", body: .source(source))
  }
}
