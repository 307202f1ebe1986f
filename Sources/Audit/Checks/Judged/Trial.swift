public import Rewards
public import Sandbox

/// The judge's side of checks that run programs.
public final class TrialBench: Sendable {
  /// Runs all tests.
  let judge: CodeJudge
  /// Stops at the first failure: for programs of which only one bit is wanted.
  let quick: CodeJudge
  let single: SingleRun

  public init(runner: any Runner, tools: ToolSet, jobs: Int) {
    judge = CodeJudge(runner: runner, tools: tools, options: JudgeOptions(jobs: jobs))
    var options = JudgeOptions(jobs: jobs)
    options.rule = ScoringRule(kind: .hard, stopsAtFirstFailure: true)
    quick = CodeJudge(runner: runner, tools: tools, options: options)
    single = SingleRun(runner: runner)
  }

  public func warm() async throws { try await judge.warm(["python3"]) }
}

/// A fault of the judge: nothing can be said about the row.
struct TrialFault: Error {
  var message: String
}

/// A programming problem with its references, judged.
struct Trial: Sendable {
  let row: AuditRow
  let problem: Problem
  let bench: TrialBench
  /// Right programs with what the judge says of them; those whose language is missing are left out.
  let references: [(submission: Submission, result: SubmissionResult)]
  /// A reference that passes.
  var accepted: [(submission: Submission, result: SubmissionResult)] {
    references.filter { $0.result.verdict == .accepted }
  }

  /// More than so many right programs say no more.
  private static let mostReferences = 8

  init?(_ row: AuditRow, bench: TrialBench) async throws {
    guard let problem = row.problem else { return nil }
    self.row = row
    self.problem = problem
    self.bench = bench
    var judged: [(Submission, SubmissionResult)] = []
    for reference in row.references.prefix(Self.mostReferences) {
      let result = await bench.judge.judge(reference, of: problem)
      if result.verdict == .skipped { continue }
      if result.verdict == .internalError, !result.isDatasetError { throw TrialFault(message: result.message ?? "") }
      judged.append((reference, result))
    }
    references = judged
  }

  /// What a program prints, or returns as JSON, for a test's input; `nil` where it fails.
  func output(of submission: Submission, forTest index: Int, _ limits: AppliedLimits?) async -> [UInt8]? {
    guard problem.kind == .stdio || problem.kind == .call, problem.tests.indices.contains(index),
      case .source(let source) = submission.body, let language = bench.judge.language(of: submission),
      let input = TestBytes.of(problem.tests[index].input)
    else { return nil }
    let program = problem.kind == .call ? CallDriver.program(source, function: problem.functionName ?? "") : source
    let cpu = limits?.cpuSeconds ?? problem.timeLimitSeconds
    let outcome = await bench.single.run(
      program, in: language, input: input,
      limits: Limits(
        cpu: .milliseconds(Int64(cpu * 1_000)), memoryBytes: limits?.memoryBytes ?? problem.memoryLimitBytes,
        processes: problem.processLimit))
    guard outcome.verdict == .accepted, let report = outcome.report else { return nil }
    return report.output
  }
}

extension SubmissionResult {
  /// The problem itself cannot be judged.
  var isDatasetError: Bool { reason == .datasetError || tests.contains { $0.reason == .datasetError } }
}

/// A call problem as a program that prints what the function returns.
enum CallDriver {
  static func program(_ source: String, function: String) -> String {
    """
    from typing import *
    import collections, heapq, bisect, math, itertools, functools, string, re, random, sys, operator
    from collections import *
    from heapq import *
    from bisect import *
    from math import *
    from itertools import *
    from functools import *

    \(source)

    import json as _json, sys as _sys
    _values = [_json.loads(_line) for _line in _sys.stdin.read().split("\\n") if _line.strip()]
    _call = globals().get("\(function)") or getattr(globals()["Solution"](), "\(function)")
    print(_json.dumps(_call(*_values)))

    """
  }
}
