import Sandbox
import Synchronization

/// `--share-process`: all calls of a submission in one process, as LiveCodeBench judges them, so that what one call
/// leaves behind (globals, caches, patched modules) may reach the next.
///
/// Only what is beyond doubt is taken from that process: tests that it passed, while all of them together stayed within
/// the limits that each would have had alone. Every other test is judged in a process of its own, so sharing can accept
/// too much and never refuse too much. One submission in a hundred is judged both ways, and disagreements are counted.
extension SubmissionJudging {
  var sharesProcess: Bool {
    judge.options.sharesProcess && judge.options.compatibility == .none && problem.kind == .call && problem.total > 1
  }

  /// The tests that the shared process passed, by index; `nil` for the others.
  func attemptsOfSharedProcess() async -> [Attempt?] {
    let nothing = [Attempt?](repeating: nil, count: problem.total)
    let found: Result<[Attempt?], JudgeFault> = await judge.slots.withSlot {
      do throws(JudgeFault) { return .success(try await runShared()) } catch { return .failure(error) }
    }
    // Whatever went wrong there, each test has a process of its own to come.
    guard case .success(let attempts) = found else { return nothing }
    return attempts
  }

  private func runShared() async throws(JudgeFault) -> [Attempt?] {
    var inputs: [[UInt8]] = []
    for test in problem.tests { inputs.append(try test.input.load()) }
    let limits = limits(problem.tests.max { $0.output.byteCount < $1.output.byteCount })
    let report = try await runProgram(try await callSpecification(inputs: inputs, limits: limits))
    let decoded = ResultFrames.decodePrefix(report.channels[PythonHarness.resultChannel] ?? [])
    let nothing = [Attempt?](repeating: nil, count: problem.total)
    guard decoded.error == nil,
      try RunOutcome.failure(of: report, language: program.language.language, limits: limits) == nil
    else { return nothing }
    let frames = Dictionary(grouping: decoded.frames, by: \.index)
    let share = report.shared(by: problem.total)
    var attempts = nothing
    for index in problem.tests.indices {
      guard let own = frames[index], own.count == 1 else { continue }
      let frame = ResultFrame(index: 0, content: own[0].content)
      let expected = try problem.tests[index].output.load()
      let result = decide(index, ([frame], nil), expected: expected, report: share)
      if result.0.verdict == .accepted { attempts[index] = Attempt(result: result.0, layers: result.1) }
    }
    return attempts
  }
}

extension RunReport {
  /// The part of one of several tests that shared the run: equal shares of the times, all of the memory.
  fileprivate func shared(by count: Int) -> RunReport {
    var share = self
    share.cpuTime = cpuTime / count
    share.wallTime = wallTime / count
    return share
  }
}

/// How often a shared process and fresh ones have agreed.
public final class SharingRecord: Sendable {
  public struct Counts: Sendable, Hashable {
    /// Submissions judged both ways.
    public var sampled = 0
    public var disagreements = 0
  }

  private let state = Mutex(Counts())

  public var counts: Counts { state.withLock { $0 } }

  /// One submission in a hundred, by its text: the same ones each time.
  static func isSampled(_ source: [UInt8]) -> Bool {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
    for byte in source { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash % 100 == 0
  }

  func add(agreed: Bool) {
    state.withLock {
      $0.sampled += 1
      if !agreed { $0.disagreements += 1 }
    }
  }
}
