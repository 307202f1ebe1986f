import Rewards

/// LiveCodeBench's own harness, in an interpreter that has it: one process of it judges the whole set.
struct LiveCodeBenchPeer: Sendable {
  let python: String

  struct Absent: Error {
    var message: String
  }

  /// Whether `python` can import the harness.
  static func find(_ python: String?) -> Result<LiveCodeBenchPeer, Absent> {
    guard let python else { return .failure(Absent(message: "pass --peer-python with lcb_runner to measure it")) }
    return .success(LiveCodeBenchPeer(python: python))
  }

  /// The script that calls the harness says what judging took, without its imports.
  func cost(_ pairs: [BenchPrograms.Pair], jobs: Int) async throws -> JudgeBench.Cost {
    let variables = ProcessEnvironment.variables.map { "\($0.key)=\($0.value)" }
    let script = String(decoding: PackageResources.lcb_peer_py, as: UTF8.self)
    let child = ChildCommand(words: [python, "-c", script, String(jobs)], environment: variables, folder: nil)
    let before = Machine.processorSeconds
    let ending = await child.run(input: Array(pairs.map(Self.row).joined(separator: "\n").utf8))
    Machine.reapOrphans()
    let total = Machine.processorSeconds - before
    let words = String(decoding: ending?.output ?? [], as: UTF8.self).split(separator: " ").compactMap { Double($0) }
    guard let ending, ending.succeeded, words.count == 3 else {
      throw BenchFault(
        contender: "LiveCodeBench",
        message: "\(python) cannot run the harness; try: \(python) -c 'import lcb_runner.evaluation'")
    }
    guard words[2] == 0 else {
      throw BenchFault(contender: "LiveCodeBench", message: "its harness refused \(Int(words[2])) of the programs")
    }
    return JudgeBench.Cost(wall: words[0], processor: total - words[1])
  }

  /// A sample of its own shape, and the program.
  private static func row(_ pair: BenchPrograms.Pair) -> String {
    func text(_ data: TestData) -> String {
      guard case .bytes(let bytes) = data else { return "" }
      return String(decoding: bytes, as: UTF8.self)
    }
    var tests = JSONObjectText()
    tests.add("inputs", pair.problem.tests.map { text($0.input) })
    tests.add("outputs", pair.problem.tests.map { text($0.output) })
    tests.add("fn_name", pair.problem.functionName)
    var row = JSONObjectText()
    row.add("input_output", tests.line)
    if case .source(let source) = pair.submission.body { row.add("code", source) }
    return row.line
  }
}
