/// How the program meets its tests.
public enum ProblemKind: String, Sendable, Hashable, Codable {
  /// Reads standard input, writes standard output.
  case stdio
  /// Defines a function (or `class Solution`) that is called with JSON arguments.
  case call
  /// Defines functions that test code of the problem calls and asserts about.
  case assert
  /// Is no program: the answer of a response is compared with the right one.
  case math
}

/// Which imports a Python program finds in its namespace before its first line.
public enum Prelude: String, Sendable, Hashable, Codable {
  /// LiveCodeBench's imports for `call` and `assert`, none for `stdio`.
  case auto
  case none
  case lcb
}

/// What one program has to do, and how it is checked.
public struct Problem: Sendable, Hashable {
  public var id: String
  public var kind: ProblemKind
  /// The function to call; `call` problems only.
  public var functionName: String?
  /// Test code of `assert` problems: one string counts as one test, each of several as one.
  public var testCode: [String]
  /// CPU time a test may take, in seconds, before the language's factor and allowance.
  public var timeLimitSeconds: Double
  public var memoryLimitBytes: Int
  /// `nil`: the larger of 16 MB and four times the expected output.
  public var outputLimitBytes: Int?
  /// Processes and threads that may live at once.
  public var processLimit: Int
  public var prelude: Prelude
  public var checker: Checker
  /// The values in the test code were written from JSON, which has no tuples: there a tuple that the program returns
  /// equals a list of the same items.
  public var testsAreFromJSON = false
  /// Test index → its own checker: package groups with other tolerances than the rest.
  public var checkerOverrides: [Int: Checker] = [:]
  public var tests: [TestCase]
  /// The right answer; `math` problems only.
  public var answer: ExpectedAnswer?
  public var title: String?
  public var statement: String?
  public var source: String?
  public var license: String?

  public static let defaultTimeLimitSeconds = 2.0
  public static let defaultMemoryLimitBytes = 256 << 20
  public static let defaultProcessLimit = 64

  public init(
    id: String, kind: ProblemKind, functionName: String? = nil, testCode: [String] = [],
    timeLimitSeconds: Double = Problem.defaultTimeLimitSeconds,
    memoryLimitBytes: Int = Problem.defaultMemoryLimitBytes, outputLimitBytes: Int? = nil,
    processLimit: Int = Problem.defaultProcessLimit, prelude: Prelude = .auto, checker: Checker? = nil,
    tests: [TestCase] = [], answer: ExpectedAnswer? = nil, title: String? = nil, statement: String? = nil,
    source: String? = nil,
    license: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.functionName = functionName
    self.testCode = testCode
    self.timeLimitSeconds = timeLimitSeconds
    self.memoryLimitBytes = memoryLimitBytes
    self.outputLimitBytes = outputLimitBytes
    self.processLimit = processLimit
    self.prelude = prelude
    self.checker = checker ?? (kind == .call ? .lcb : .lines)
    self.tests = tests
    self.answer = answer
    self.title = title
    self.statement = statement
    self.source = source
    self.license = license
  }

  /// How many tests a submission is counted against.
  public var total: Int {
    switch kind {
    case .stdio, .call: tests.count
    case .assert: testCode.count
    case .math: answer == nil ? 0 : 1
    }
  }

  /// The same problem with some of its tests, in the order given.
  public func keeping(tests indices: [Int]) -> Problem {
    var problem = self
    problem.tests = indices.map { tests[$0] }
    problem.checkerOverrides = [:]
    for (new, old) in indices.enumerated() { problem.checkerOverrides[new] = checkerOverrides[old] }
    return problem
  }

  /// The checker of one test.
  public func checker(forTest index: Int) -> Checker { checkerOverrides[index] ?? checker }
}

/// The right answer of a math problem, and how answers are compared with it.
public struct ExpectedAnswer: Sendable, Hashable {
  public var gold: GoldAnswer
  public var settings: MathSettings

  public init(gold: GoldAnswer, settings: MathSettings = MathSettings()) {
    self.gold = gold
    self.settings = settings
  }
}

/// One input and what must come of it.
public struct TestCase: Sendable, Hashable {
  /// Where the test comes from, as a person would name it (`secret/03-large`); `nil` for a row's test.
  public var name: String?
  public var input: TestData
  public var output: TestData
  /// Arguments for this test's custom checker, beside the problem's own.
  public var checkerArguments: [String]

  public init(name: String? = nil, input: TestData, output: TestData, checkerArguments: [String] = []) {
    self.name = name
    self.input = input
    self.output = output
    self.checkerArguments = checkerArguments
  }
}

/// Bytes of a test: in memory, or in a file that is read when the test is run.
public enum TestData: Sendable, Hashable {
  case bytes([UInt8])
  case file(path: String, byteCount: Int)

  public init(_ text: String) { self = .bytes(Array(text.utf8)) }

  public var byteCount: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .file(_, let byteCount): byteCount
    }
  }
}
