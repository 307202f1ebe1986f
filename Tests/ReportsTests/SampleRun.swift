import Reports
import Rewards

/// A made-up run with every verdict, several languages and hostile texts, the same for the same seed.
struct SampleRun {
  private var state: UInt64

  init(seed: UInt64 = 1) { state = seed }

  static let header = ReportHeader(
    title: "Contest sample, all languages",
    commandLine: "klear-judge grade --problems P.jsonl --submissions 'S & <T>.jsonl' --expect --report R.html",
    version: "0.1.0", started: "2026-01-31 18:05:09 UTC",
    layers: ["user", "pid", "mount", "net", "ipc", "uts", "cgroup v2", "seccomp", "Landlock", "rlimits"],
    rewardKind: .soft)

  /// A program that tries what can be tried against the page that shows it.
  static let hostile = """
    # </script><script>document.body.dataset.owned = 'yes'</script> <img src=x onerror=alert(1)> <!-- &amp; ]]>
    print("\u{1B}[31mred\u{1B}[0m \u{0} \u{202E}desrever\u{202C} \u{2028}separator \u{FEFF}bom")
    <textarea></textarea></title></style>

    """

  static let python = """
    import sys


    def main():
        data = sys.stdin.read().split()
        n, rest = int(data[0]), list(map(int, data[1:]))
        best = current = rest[0]
        for value in rest[1:n]:
            current = max(value, current + value)
            best = max(best, current)
        print(best)


    main()

    """

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }

  private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  private mutating func choose<T>(_ list: [T], weights: [Int]) -> T {
    var place = below(weights.reduce(0, +))
    for (item, weight) in zip(list, weights) {
      if place < weight { return item }
      place -= weight
    }
    return list[0]
  }

  mutating func row(_ number: Int) -> ReportRow {
    let language = choose(
      ["python3", "cpp17", "java", "rust", "go", "javascript"], weights: [45, 25, 10, 8, 7, 5])
    let verdict = choose(Verdict.allCases, weights: [560, 180, 80, 30, 12, 70, 40, 8, 3, 17])
    let problem = below(41)
    let kinds = ["sum", "paths", "knapsack", "trees"]
    let tests = verdict == .compileError || verdict == .skipped ? [] : self.tests(verdict, language: language)
    let passed = tests.filter { $0.verdict == .accepted }.count
    let total = tests.isEmpty ? 12 : tests.count
    let isRewarded = verdict != .internalError && verdict != .skipped
    let result = SubmissionResult(
      submissionID: "s-\(number)", problemID: "contest/\(problem)-\(kinds[problem % 4])",
      language: language, verdict: verdict, reason: Self.reason(verdict),
      reward: isRewarded ? Double(passed) / Double(total) : nil, rewardKind: .soft, passed: passed, total: total,
      message: tests.first { $0.verdict != .accepted }?.message,
      compile: language == "python3" || verdict == .skipped ? nil : compile(verdict),
      limits: AppliedLimits(
        cpuSeconds: 2, wallSeconds: 10, memoryBytes: 256 << 20, outputBytes: 16 << 20, processes: 64),
      layers: Self.header.layers, tests: tests)
    let expected: [Verdict] = below(40) == 0 ? [.accepted] : [verdict]
    return ReportRow(
      result: result, problemTitle: problem % 3 == 0 ? "Problem number \(problem)" : nil,
      program: number % 50 == 7 ? Self.hostile : Self.python, expected: expected, met: expected.contains(verdict))
  }

  private mutating func compile(_ verdict: Verdict) -> CompileResult {
    let message = """
      main.cpp: In function 'int main()':
      main.cpp:7:3: error: 'cot' was not declared in this scope; did you mean 'cout'?
          7 |   cot << a + b << '\\n';
            |   ^~~
            |   cout
      """
    let failed = verdict == .compileError
    return CompileResult(
      succeeded: !failed, cpuTimeSeconds: 0.4 + Double(below(900)) / 1_000, wallTimeSeconds: 1.4,
      peakMemoryBytes: 120 << 20, cached: below(3) == 0, message: failed ? message : "")
  }

  private mutating func tests(_ verdict: Verdict, language: String) -> [TestResult] {
    let count = 4 + below(20)
    let failing = verdict == .accepted ? count : below(count)
    var base = language == "python3" ? 0.018 : language == "java" ? 0.16 : 0.002
    base *= 1 + Double(below(100) * below(100)) / 1_200
    return (0..<count).map { index in
      let isBad = index == failing || (index > failing && below(2) == 0)
      let verdict = isBad ? verdict : .accepted
      let cpu = verdict == .timeLimit ? 2.01 : base * (0.6 + Double(below(100)) / 70)
      let memory = verdict == .memoryLimit ? 256 << 20 : (language == "java" ? 44 << 20 : 7 << 20) + below(9 << 20)
      return TestResult(
        index: index, verdict: verdict, reason: Self.reason(verdict), limitKind: verdict == .timeLimit ? .cpu : nil,
        cpuTimeSeconds: cpu, wallTimeSeconds: cpu * 1.15 + 0.003, peakMemoryBytes: memory,
        exitCode: verdict == .runtimeError ? 1 : verdict == .accepted || verdict == .wrongAnswer ? 0 : nil,
        signal: verdict == .timeLimit || verdict == .memoryLimit ? "SIGKILL" : nil,
        syscall: verdict == .securityViolation ? "ptrace" : nil, message: Self.message(verdict))
    }
  }

  private static func reason(_ verdict: Verdict) -> Reason {
    switch verdict {
    case .accepted: .ok
    case .wrongAnswer: .outputDiffers
    case .timeLimit: .cpuTime
    case .memoryLimit: .memory
    case .outputLimit: .output
    case .runtimeError: .exitCode
    case .compileError: .compilerFailed
    case .securityViolation: .forbiddenCall
    case .internalError: .judgeFault
    case .skipped: .languageMissing
    }
  }

  private static func message(_ verdict: Verdict) -> String? {
    switch verdict {
    case .wrongAnswer: "line 3, token 2: expected \"4181\", got \"4180\"\nline 3 of the output: 2584 4180 6765"
    case .runtimeError: "ValueError: invalid literal for int() with base 10: '\u{1B}[31m<b>12</b>'"
    case .securityViolation: "the program called ptrace"
    case .internalError: "the launcher did not answer within 10 s"
    default: nil
    }
  }
}
