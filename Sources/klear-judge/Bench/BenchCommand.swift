import ArgumentParser
import Rewards
import Sandbox

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Our figures beside those of the peers that are installed, measured in the same run.",
    discussion: """
      sandbox: a static program, started plainly, in our sandbox, and by bubblewrap.
      judge: Python programs judged by us, warm and cold, run plainly, by bubblewrap, and by LiveCodeBench's harness.
      languages: a small program in each language of this machine, judged and started plainly.
      scaling: programs that wait 5 ms, 1 to 64 at once: what is first in the way of many cores.
      server: programs over HTTP, by us beside grade and beside the servers of others; what a request costs.
      math: pairs of answers compared by us and by Math-Verify, on one core.
      audit: sets made from questions, and the search for a benchmark's passages by us and by plain Python.
      train: training steps at 0.9 and 30 million parameters, by us and by torch.
      sampling: 1 and 32 rollouts of 128 tokens at these sizes, by us and by transformers' generate.

      Contenders take turns, so that a busy machine is busy for all. CPU time is that of all processes, orphans too. \
      A peer that is missing is named, never guessed. Ratios are ours divided by the peer's.

      Exit codes: 0 measured, 2 bad usage or bad input, 3 a fault of the judge.

      EXAMPLES
        klear-judge bench sandbox
        klear-judge bench judge --problems p.jsonl --submissions s.jsonl --peer-python venv/bin/python
        klear-judge bench languages scaling
        klear-judge bench server --code-judge http://127.0.0.1:8088
        klear-judge bench math --pairs pairs.jsonl --peer-python venv/bin/python
        klear-judge bench train sampling --peer-python venv/bin/python
      """)

  @Argument(help: "sandbox, judge, server, languages, scaling, math, audit, train, sampling, or several.")
  var parts: [BenchPart]

  @Option(
    help: """
      Rounds of each contender (default: 1000 runs for sandbox, 3 rounds for judge, server and languages, \
      5 pairs for train and sampling); for math the pairs (200), for scaling the tests of each step (1600); for audit \
      the rows of the largest set (100000).
      """)
  var rounds: Int?

  @Option(help: "judge, server, languages, audit: runs under way at once (default: the number of processors).")
  var jobs: Int?

  @Option(help: "train, sampling: threads of both (default: the number of processors).")
  var threads: Int?

  @Option(help: "judge, server: problems to use instead of the built-in ones; native rows.")
  var problems: String?

  @Option(help: "judge: accepted Python submissions to them.")
  var submissions: String?

  @Option(help: "math: pairs to use instead of the built-in ones; --rounds of them, evenly over the file.")
  var pairs: String?

  @Option(
    help:
      """
      An interpreter that can import the peer: for judge lcb_runner, LiveCodeBench's harness; for math math_verify; \
      for train and sampling torch and transformers.
      """)
  var peerPython: String?

  @Option(help: ArgumentHelp("judge, server: where a code-judge server listens.", valueName: "url"))
  var codeJudge: String?

  @Option(help: ArgumentHelp("judge, server: where a SandboxFusion server listens.", valueName: "url"))
  var sandboxFusion: String?

  @Option(
    name: .customLong("without"),
    help: ArgumentHelp(
      "A layer to leave out, as doctor names it, to see what it costs; may be given several times.",
      valueName: "layer"),
    transform: { word in
      guard let layer = IsolationLayer(rawValue: word) else {
        let names = IsolationLayer.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no layer \"\(word)\"; the layers are \(names)")
      }
      return layer
    })
  var leftOut: [IsolationLayer] = []

  @Option(help: "text, or json: one row a line.")
  var format: OutputFormat = .text

  func validate() throws {
    guard (problems == nil) == (submissions == nil) else {
      throw ValidationError("--problems and --submissions go together")
    }
    if let rounds, rounds < 1 || rounds > 1_000_000 { throw ValidationError("--rounds is between 1 and 1000000") }
    if let threads, threads < 1 || threads > 4096 { throw ValidationError("--threads is between 1 and 4096") }
    if let jobs, jobs < 1 || jobs > 4096 { throw ValidationError("--jobs is between 1 and 4096") }
  }

  private func servers() throws -> [ServerPeer] {
    do {
      return try [
        codeJudge.map { try ServerPeer(.codeJudge, url: $0) },
        sandboxFusion.map { try ServerPeer(.sandboxFusion, url: $0) },
      ].compactMap { $0 }
    } catch {
      throw ValidationError("\(error)".replacing("reward.url", with: "the server's address"))
    }
  }

  func run() async throws {
    var table = BenchTable(format: format)
    do {
      for part in parts {
        switch part {
        case .sandbox: try await SandboxBench(runs: rounds ?? 1000, leftOut: leftOut).measure(into: &table)
        case .judge:
          let programs = try BenchPrograms(problems: problems, submissions: submissions)
          let bench = try JudgeBench(
            programs: programs, rounds: rounds ?? 3, jobs: jobs ?? Machine.processorCount, peerPython: peerPython,
            servers: try servers(), leftOut: leftOut)
          try await bench.measure(into: &table)
        case .server:
          let bench = try ServerBench(
            programs: try BenchPrograms(problems: problems, submissions: submissions), rounds: rounds ?? 3,
            jobs: jobs ?? Machine.processorCount, peers: try servers())
          try await bench.measure(into: &table)
        case .languages:
          try await LanguageBench(rounds: rounds ?? 3, jobs: jobs ?? Machine.processorCount).measure(into: &table)
        case .scaling: try await ScalingBench(tests: rounds ?? 1600).measure(into: &table)
        case .math:
          let bench = try MathBench(pairs: pairs, rows: rounds ?? MathBench.defaultRows, peerPython: peerPython)
          try await bench.measure(into: &table)
        case .audit:
          try await AuditBench(
            rows: rounds ?? AuditBench.defaultRows, jobs: jobs ?? Machine.processorCount, peerPython: peerPython
          ).measure(into: &table)
        case .train:
          try await TrainBench(
            pairs: rounds ?? PairedBench.defaultPairs, threads: threads ?? Machine.processorCount,
            peerPython: peerPython
          ).measure(into: &table)
        case .sampling:
          try await SamplingBench(
            pairs: rounds ?? PairedBench.defaultPairs, threads: threads ?? Machine.processorCount,
            peerPython: peerPython
          ).measure(into: &table)
        }
      }
    } catch let fault as BenchFault {
      StandardError.say("\(fault)")
      throw ExitStatus.faultsRemained
    }
  }
}

enum BenchPart: String, ExpressibleByArgument, CaseIterable {
  case sandbox
  case judge
  case server
  case languages
  case scaling
  case math
  case audit
  case train
  case sampling
}

/// A contender did not do what every contender must: then its time says nothing.
struct BenchFault: Error, CustomStringConvertible {
  var contender: String
  var message: String

  var description: String { "bench: \(contender): \(message); nothing is printed for it" }
}
