import Glibc
import Rewards
import Sandbox

/// Judged tests a second and CPU time a test in every language of this machine, beside the same commands started
/// plainly: the program is small, so that what a language costs shows.
struct LanguageBench {
  let rounds: Int
  let jobs: Int
  private static let testCount = 10
  private static let programs = 4

  func measure(into table: inout BenchTable) async throws {
    Machine.adoptOrphans()
    for (id, source) in Self.sources {
      let tools = ToolSet(only: [id], environment: ProcessEnvironment.variables)
      guard let language = tools.languages[id] else {
        let why = tools.missing[id]?.description ?? "not installed"
        table.add(
          BenchRow(
            name: "\(id)", unit: "tests/s", ours: 0, peerName: "plain subprocess", missing: why, count: 0))
        continue
      }
      try await measure(id, source, language, tools, into: &table)
    }
  }

  private func measure(
    _ id: String, _ source: String, _ language: ResolvedLanguage, _ tools: ToolSet, into table: inout BenchTable
  ) async throws {
    let sandbox = try SandboxOpening.open(roots: tools.roots, isolation: .available)
    do {
      let judge = CodeJudge(
        runner: sandbox, tools: tools, options: JudgeOptions(jobs: jobs, sharesVerdicts: false))
      try await judge.warm([id])
      let problem = Self.problem
      let submissions = (0..<Self.programs).map { index in
        Submission(id: "\(id)-\(index)", problemID: problem.id, language: id, body: .source(source))
      }
      // Compiled once, and the files of the language are in memory then.
      try await accept(submissions.prefix(1), problem, judge)
      var ours: [JudgeBench.Cost] = []
      var plain: [JudgeBench.Cost] = []
      let tests = Self.programs * Self.testCount
      for _ in 0..<rounds {
        let before = Machine.machineSeconds
        let wall = try await ContinuousClock.seconds { try await accept(submissions[...], problem, judge) }
        ours.append(JudgeBench.Cost(wall: wall, processor: Machine.machineSeconds - before))
        plain.append(try await started(language, source, problem))
      }
      func row(_ name: String, _ unit: String, _ figure: (JudgeBench.Cost) -> Double) {
        table.add(
          BenchRow(
            name: "\(id), \(name), \(jobs) at once", unit: unit, ours: ours.map(figure).median,
            peer: plain.map(figure).median, peerName: "plain subprocess", count: tests))
      }
      row("rate", "tests/s") { Double(tests) / $0.wall }
      row("machine's CPU a test", "ms") { $0.processor / Double(tests) * 1000 }
    } catch {
      await sandbox.close()
      throw error
    }
    await sandbox.close()
    Machine.reapOrphans()
  }

  private func accept(_ submissions: ArraySlice<Submission>, _ problem: Problem, _ judge: CodeJudge) async throws {
    try await eachInParallel(Array(submissions), atOnce: jobs * 2) { submission in
      let result = await judge.judge(submission, of: problem)
      guard result.verdict == .accepted else {
        throw BenchFault(
          contender: "ours", message: "\(submission.id): \(result.verdict.rawValue), \(result.message ?? "")")
      }
    }
  }

  /// The same commands in a folder of their own: compiled once, then run for each test.
  private func started(
    _ language: ResolvedLanguage, _ source: String, _ problem: Problem
  ) async throws -> JudgeBench.Cost {
    let layout = ProgramLayout(language: language.language, source: source)
    let folder = try ScratchFolder()
    for file in layout.files { try folder.add(file.name, file.contents) }
    func placed(_ words: [String]) -> [String] { words.map { $0.replacing(SandboxPaths.work, with: folder.path) } }
    let name = "\(language.language.id), plain"
    if let words = language.compileCommand(layout) {
      let environment = language.compileEnvironment().map { "\($0.key)=\($0.value)" }
      let compiler = ChildCommand(words: placed(words), environment: placed(environment), folder: folder.path)
      guard await compiler.run()?.succeeded == true else {
        throw BenchFault(contender: name, message: "it does not compile")
      }
    }
    let environment = language.runEnvironment(memoryBytes: problem.memoryLimitBytes).map { "\($0.key)=\($0.value)" }
    let child = ChildCommand(
      words: placed(language.runCommand(layout, memoryBytes: problem.memoryLimitBytes)),
      environment: placed(environment), folder: folder.path)
    let runs = (0..<Self.programs).flatMap { _ in problem.tests }
    let before = Machine.machineSeconds
    let wall = try await ContinuousClock.seconds {
      try await eachInParallel(runs, atOnce: jobs) { test in
        guard case .bytes(let input) = test.input, case .bytes(let expected) = test.output,
          let ending = await child.run(input: input), ending.succeeded,
          ending.output.split(separator: 10).first.map(Array.init)
            == expected.split(separator: 10).first.map(Array.init)
        else { throw BenchFault(contender: name, message: "it did not print what is expected") }
      }
    }
    return JudgeBench.Cost(wall: wall, processor: Machine.machineSeconds - before)
  }

  private static let problem = Problem(
    id: "bench-languages", kind: .stdio, timeLimitSeconds: 10,
    tests: (1...testCount).map { number in
      let sum = (0...number).reduce(0) { $0 + $1 * $1 }
      return TestCase(input: TestData("\(number)\n"), output: TestData("\(sum)\n"))
    })

  /// The sum of squares up to n.
  private static let sources: [(String, String)] = [
    ("python3", "n = int(input())\nprint(sum(i * i for i in range(n + 1)))\n"),
    ("pypy3", "n = int(input())\nprint(sum(i * i for i in range(n + 1)))\n"),
    (
      "c",
      """
      #include <stdio.h>
      int main(void) {
        long n, s = 0;
        if (scanf("%ld", &n) != 1) return 1;
        for (long i = 0; i <= n; i++) s += i * i;
        printf("%ld\\n", s);
      }
      """
    ),
    (
      "cpp",
      """
      #include <bits/stdc++.h>
      int main() {
        long n, s = 0;
        std::cin >> n;
        for (long i = 0; i <= n; i++) s += i * i;
        std::cout << s << "\\n";
      }
      """
    ),
    (
      "java",
      """
      public class Main {
        public static void main(String[] words) {
          long n = new java.util.Scanner(System.in).nextLong(), s = 0;
          for (long i = 0; i <= n; i++) s += i * i;
          System.out.println(s);
        }
      }
      """
    ),
    (
      "javascript",
      """
      const n = parseInt(require("fs").readFileSync(0, "utf8"));
      let s = 0;
      for (let i = 0; i <= n; i++) s += i * i;
      console.log(s);
      """
    ),
    (
      "go",
      """
      package main

      import "fmt"

      func main() {
        var n, s int
        fmt.Scan(&n)
        for i := 0; i <= n; i++ {
          s += i * i
        }
        fmt.Println(s)
      }
      """
    ),
    (
      "rust",
      """
      fn main() {
          let mut line = String::new();
          std::io::stdin().read_line(&mut line).unwrap();
          let n: i64 = line.trim().parse().unwrap();
          println!("{}", (0..=n).map(|i| i * i).sum::<i64>());
      }
      """
    ),
    ("ruby", "n = gets.to_i\nputs (0..n).sum { |i| i * i }\n"),
    ("bash", "read n\ns=0\nfor ((i = 0; i <= n; i++)); do s=$((s + i * i)); done\necho $s\n"),
  ]
}
