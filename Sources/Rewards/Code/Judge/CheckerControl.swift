import Sandbox

/// Checkers of problems, tried on what the problem itself calls right.
extension CodeJudge {
  /// Why the checker of this problem is of no use, as `field: what is wrong`: it does not compile, or it fails on the
  /// expected output of a test. `nil` where it decides on all of them, and where the sandbox is what fails or its
  /// language is missing: then judging says so.
  public func checkerTrouble(of problem: Problem) async -> String? {
    guard missingCheckerLanguage(of: problem) == nil else { return nil }
    do throws(JudgeFault) {
      guard let checker = try await prepareChecker(of: problem) else { return nil }
      guard case .custom(let description) = problem.checker else { return nil }
      let run = CheckerRun(runner: runner, program: checker, description: description)
      return await firstFailure(of: run, problem.tests)
    } catch {
      guard case .dataset(let message) = error else { return nil }
      return message
    }
  }

  private func firstFailure(of run: CheckerRun, _ tests: [TestCase]) async -> String? {
    let slots = slots
    return await withTaskGroup(of: (Int, String?).self) { group in
      var next = 0
      func startNext() {
        guard next < tests.count else { return }
        let index = next
        next += 1
        let test = tests[index]
        group.addTask { (index, await slots.withSlot { await run.failureOnExpected(test) }) }
      }
      for _ in 0..<options.jobs { startNext() }
      var first: (index: Int, message: String)?
      for await (index, message) in group {
        if let message, first.map({ index < $0.index }) ?? true { first = (index, message) }
        if first == nil { startNext() }
      }
      guard let first, await serves(run.program.language, limits: run.limits) else { return nil }
      return "checker: fails on the expected output of test \(first.index): \(first.message)"
    }
  }

  /// Whether a control program passes in the kind of sandbox that programs of a language get.
  func serves(_ language: ResolvedLanguage, limits: Limits) async -> Bool {
    let control = RunSpecification(
      arguments: ["/bin/true"], root: ToolSet.rootName(of: language), profile: language.language.seccompFamily.profile,
      limits: limits)
    return (try? await runner.run(control))?.succeeded == true
  }
}

extension CheckerRun {
  /// Lets the checker look at a test's expected output as if a program had written it. It may say what it likes.
  func decideOnExpected(_ test: TestCase) async throws(JudgeFault) {
    let expected = try test.output.load()
    _ = try await decide(test: test, input: try test.input.load(), answer: expected, output: expected)
  }

  /// The words of a checker that fails twice on the expected output; `nil` where it decides.
  fileprivate func failureOnExpected(_ test: TestCase) async -> String? {
    var failure: String?
    for _ in 0..<2 {
      do throws(JudgeFault) {
        try await decideOnExpected(test)
        return nil
      } catch {
        guard case .checker(let message) = error else { return nil }
        failure = message
      }
    }
    return failure
  }
}
