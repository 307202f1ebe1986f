import Glibc
import Sandbox

/// Interactive problems: the program and the problem's interactor run at the same time, each in a sandbox of its own,
/// and talk over two pipes.
extension SubmissionJudging {
  func attemptInteractive(_ index: Int, _ description: CheckerProgram) async throws(JudgeFault) -> Attempt {
    guard let checker else { throw .checker("it is not there") }
    let test = problem.tests[index]
    let answer = try test.output.load()
    var input = try test.input.load()
    var feedback: [BundleFile] = []
    var total = PassTotal(index: index)
    for pass in 1...max(1, description.maximumPasses) {
      let conversation = Conversation(
        judging: self, interactor: CheckerRun(runner: judge.runner, program: checker, description: description))
      let (report, decision) = try await conversation.run(test: test, input: input, answer: answer, feedback: feedback)
      let outcome: RunOutcome?
      switch decision {
      // It decided against the program while that was still talking: all that came after is a consequence. So is a
      // program's last word to an interactor that had heard enough.
      case .success(let decision, let endedAt, _)
      where endedAt <= report.moments.ended && (!decision.accepted || report.endedBySIGPIPE):
        outcome = nil
      default:
        outcome = try RunOutcome.failure(of: report, language: program.language.language, limits: limits(test))
      }
      if let outcome {
        return total.attempt(attempt(TestResult(index: index, outcome: outcome, report: report), report))
      }
      guard case .success(let decision, _, _) = decision else {
        guard case .failure(let fault) = decision else { throw .checker("it made no decision") }
        throw fault
      }
      let next = decision.feedback.first { $0.path == Self.nextPass }
      var result = TestResult(
        index: index, verdict: decision.accepted ? .accepted : .wrongAnswer,
        reason: decision.accepted ? .ok : .checkerRejected, report: report, message: decision.message)
      if !decision.accepted {
        result.exitCode = nil
        result.signal = nil
      }
      guard decision.accepted, description.maximumPasses > 1, let next else {
        return total.attempt(attempt(result, report))
      }
      total.add(report)
      if pass == description.maximumPasses { throw .checker("it asks for more than \(pass) passes") }
      input = next.contents
      feedback = decision.feedback.filter { $0.path != Self.nextPass }
    }
    throw .checker("it made no decision")
  }
}

/// One conversation between a program and an interactor.
private struct Conversation {
  let judging: SubmissionJudging
  let interactor: CheckerRun

  enum Decision {
    case success(CheckerRun.Decision, endedAt: Duration, layers: [IsolationLayer])
    case failure(JudgeFault)
  }

  func run(
    test: TestCase, input: [UInt8], answer: [UInt8], feedback: [BundleFile]
  ) async throws(JudgeFault) -> (RunReport, Decision) {
    let program: RunSpecification
    let interactor: RunSpecification
    let kept: Descriptor
    do throws(SandboxFault) {
      (program, interactor, kept) = try specifications(test: test, input: input, answer: answer, feedback: feedback)
    } catch {
      throw .sandbox(error)
    }
    defer { kept.close() }
    return try await talk(program, interactor)
  }

  private func specifications(
    test: TestCase, input: [UInt8], answer: [UInt8], feedback: [BundleFile]
  ) throws(SandboxFault) -> (program: RunSpecification, interactor: RunSpecification, kept: Descriptor) {
    let toProgram = try Descriptor.pipe()
    let toInteractor = try Descriptor.pipe()
    let limits = judging.limits(test)
    var program = judging.program.specification(limits: limits, memoryBytes: judging.problem.memoryLimitBytes)
    program.input = .descriptor(toProgram.reading)
    program.output = .descriptor(toInteractor.writing)
    program.holdsStreams = true
    var interactor = try self.interactor.specification(test: test, input: input, answer: answer, feedback: feedback)
    if self.interactor.description.convention == .testlib {
      interactor.files.append(RunSpecification.WorkFile(path: "kj/output", contents: try SealedBytes.empty()))
    }
    interactor.input = .descriptor(toInteractor.reading)
    interactor.output = .descriptor(toProgram.writing)
    interactor.holdsStreams = true
    // The interactor may tell the program by an end of file. A program that closes its output has only lost its voice:
    // what becomes of it shows when it ends.
    interactor.passesOnClosing = true
    // The program's limit on idle time is to be met first when both wait for each other.
    interactor.limits.idle = limits.idle * 2 + self.interactor.limits.idle
    interactor.limits.overload = interactor.limits.idle * 10
    // As long as somebody could read them, words to a program that has ended do not kill the interactor.
    return (program, interactor, try toProgram.reading.duplicate())
  }

  private func talk(
    _ program: RunSpecification, _ interactor: RunSpecification
  ) async throws(JudgeFault) -> (RunReport, Decision) {
    let runner = judging.judge.runner
    let programTask = Task { () async -> Result<RunReport, SandboxFault> in await runner.result(of: program) }
    let convention = self.interactor.description.convention
    let interactorTask = Task { () async -> Decision in
      switch await runner.result(of: interactor) {
      case .failure(let fault):
        return .failure(fault.stage == .cancelled ? .sandbox(fault) : .checker(fault.description))
      case .success(let report):
        do throws(JudgeFault) {
          let decision = try CheckerRun.decision(report, convention: convention)
          // The program may go on for ever; against it all is decided.
          if !decision.accepted { programTask.cancel() }
          return .success(decision, endedAt: report.moments.ended, layers: report.layers)
        } catch {
          programTask.cancel()
          return .failure(error)
        }
      }
    }
    let (report, decision) = await withTaskCancellationHandler {
      (await programTask.value, await interactorTask.value)
    } onCancel: {
      programTask.cancel()
      interactorTask.cancel()
    }
    switch report {
    case .success(let report): return (report, decision)
    case .failure(let fault):
      // Cancelled by us because the interactor had decided: there is nothing to say of the program but that.
      guard fault.stage == .cancelled, case .success(let decided, let endedAt, let layers) = decision else {
        if case .failure(let checkerFault) = decision, fault.stage == .cancelled { throw checkerFault }
        throw .sandbox(fault)
      }
      var stopped = RunReport(
        ending: .exited(code: 0), stopCause: nil, cpuTime: .zero, wallTime: .zero, peakMemoryBytes: 0, layers: layers)
      stopped.moments.ended = endedAt
      return (stopped, .success(decided, endedAt: endedAt, layers: layers))
    }
  }
}

extension RunReport {
  fileprivate var endedBySIGPIPE: Bool { stopCause == nil && ending == .signaled(number: Int(SIGPIPE)) }
}

extension Runner {
  /// `run` as a value, for tasks.
  func result(of specification: RunSpecification) async -> Result<RunReport, SandboxFault> {
    do throws(SandboxFault) {
      return .success(try await run(specification))
    } catch {
      return .failure(error)
    }
  }
}
