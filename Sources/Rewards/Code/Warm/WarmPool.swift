import Glibc
import Sandbox
import Synchronization

/// The warm interpreters of a judge, by tool and prelude: started when first needed, as many as programs may run at once.
///
/// When one fails for our reasons the run goes on cold and a new one is started, a few times; then that kind stays cold.
final class WarmPool: Sendable {
  private struct Kind: Hashable {
    var tool: String
    var prelude: WarmPrelude

    init(_ language: ResolvedLanguage, _ prelude: WarmPrelude) {
      tool = language.identity
      self.prelude = prelude
    }
  }

  private struct Started {
    var interpreters: [WarmInterpreter] = []
    var next = 0
    var failures = 0
    var sharedBytes = 0
  }

  private enum State {
    case starting(Task<Void, Never>)
    case ready(Started)
    case cold
  }

  /// PyPy could be forked too, but its recursion depth and memory would not be the same as cold.
  private static let languages: Set<String> = ["python3"]
  private static let failuresAllowed = 5
  /// What a program has at least where its limit leaves nothing beside what it shares.
  private static let leastBytes = 4 << 20

  private let runner: any Runner
  private let harnesses: HarnessCache
  private let count: Int
  private let states = Mutex<[Kind: State]>([:])
  private let lastFault = Mutex<SandboxFault?>(nil)

  /// What went wrong last, if anything did.
  var fault: SandboxFault? { lastFault.withLock { $0 } }

  init(runner: any Runner, harnesses: HarnessCache, count: Int) {
    self.runner = runner
    self.harnesses = harnesses
    self.count = max(1, count)
  }

  /// The same run as a warm one; `nil` where it has to be cold.
  ///
  /// - Parameter code: of the program, where it is compiled once for several runs.
  func warmed(
    _ specification: RunSpecification, in language: ResolvedLanguage, as form: WarmForm, code: CompiledCode?
  ) async -> RunSpecification? {
    guard WarmPool.languages.contains(language.language.id), specification.isServedWarm,
      let (interpreter, shared) = await interpreter(for: language, form.prelude),
      specification.limits.memoryBytes >= shared + WarmPool.leastBytes
    else { return nil }
    var result = specification
    var warm = WarmStart(interpreter: interpreter, finalizes: form.finalizes, sharedBytes: shared)
    guard let code else {
      result.warm = warm
      return result
    }
    if let bytes = code.bytes, let descriptor = try? bytes.reopened() {
      warm.codeInput = PythonHarness.codeInput
      result.descriptors.append((PythonHarness.codeInput, descriptor))
    } else {
      warm.codeOutput = PythonHarness.codeOutput
      result.channels.append(
        RunSpecification.Channel(number: PythonHarness.codeOutput, limitBytes: 64 << 20))
    }
    result.warm = warm
    return result
  }

  /// A run failed for a reason of ours: its interpreter is replaced.
  func failed(_ interpreter: WarmInterpreter, of language: ResolvedLanguage, _ fault: SandboxFault) async {
    lastFault.withLock { $0 = fault }
    let replaced: WarmPrelude? = states.withLock { states in
      for (kind, state) in states where kind.tool == language.identity {
        guard case .ready(var started) = state, let index = started.interpreters.firstIndex(of: interpreter) else {
          continue
        }
        started.failures += 1
        started.interpreters.remove(at: index)
        let isGivenUp = started.failures > WarmPool.failuresAllowed
        states[kind] = isGivenUp ? .cold : .ready(started)
        return isGivenUp ? nil : kind.prelude
      }
      return nil
    }
    guard let replaced, let fresh = try? await start(language, replaced) else { return }
    states.withLock { states in
      let kind = Kind(language, replaced)
      guard case .ready(var started)? = states[kind] else { return }
      started.interpreters.append(fresh)
      states[kind] = .ready(started)
    }
  }

  private func interpreter(
    for language: ResolvedLanguage, _ prelude: WarmPrelude
  ) async -> (WarmInterpreter, Int)? {
    let kind = Kind(language, prelude)
    for _ in 0..<2 {
      let (task, chosen): (Task<Void, Never>?, (WarmInterpreter, Int)?) = states.withLock { states in
        switch states[kind] {
        case .cold?: return (nil, nil)
        case .starting(let task)?: return (task, nil)
        case .ready(var started)?:
          guard !started.interpreters.isEmpty else { return (nil, nil) }
          started.next = (started.next + 1) % started.interpreters.count
          states[kind] = .ready(started)
          return (nil, (started.interpreters[started.next], started.sharedBytes))
        case nil:
          let task = Task { await self.open(language, prelude) }
          states[kind] = .starting(task)
          return (task, nil)
        }
      }
      guard let task else { return chosen }
      await task.value
    }
    return nil
  }

  private func start(
    _ language: ResolvedLanguage, _ prelude: WarmPrelude
  ) async throws(SandboxFault) -> WarmInterpreter {
    try runner.startInterpreter(
      try await harnesses.harness(for: language).warmSpecification(language: language, prelude: prelude))
  }

  /// Starts all, and learns from an empty program what a warm run shares; the first that fails leaves the kind cold.
  private func open(_ language: ResolvedLanguage, _ prelude: WarmPrelude) async {
    let kind = Kind(language, prelude)
    var started = Started()
    do throws(SandboxFault) {
      let first = try await start(language, prelude)
      started.sharedBytes = try await sharedBytes(language, prelude, first)
      started.interpreters = [first]
      for _ in 1..<max(1, count) { started.interpreters.append(try await start(language, prelude)) }
      let ready = started
      states.withLock { $0[kind] = .ready(ready) }
    } catch {
      // A machine without the layers that it takes is no fault.
      if error.stage != .warm || error.errorNumber != ENOTSUP { lastFault.withLock { $0 = error } }
      states.withLock { $0[kind] = .cold }
    }
  }

  /// What an empty program is charged with cold and not warm.
  private func sharedBytes(
    _ language: ResolvedLanguage, _ prelude: WarmPrelude, _ interpreter: WarmInterpreter
  ) async throws(SandboxFault) -> Int {
    let layout = ProgramLayout(language: language.language, source: "")
    let empty = try SealedBytes(Array(prelude.emptyProgram.utf8))
    let files = [RunSpecification.WorkFile(path: layout.sources.first ?? "main.py", contents: empty)]
    let program = PreparedProgram(language: language, layout: layout, files: files, compile: nil)
    let limits = Limits(cpu: .seconds(10), memoryBytes: 1 << 30)
    let cold = program.specification(limits: limits, memoryBytes: limits.memoryBytes)
    // Whoever loads a file first is charged with it: nobody, if it is not accounted.
    var first = cold
    first.unaccounted = true
    _ = await runner.result(of: first)
    var peaks: [Int] = []
    // The first fork of an interpreter pays for pages that no later one does.
    for isWarm in [false, true, true] {
      var specification = cold
      specification.warm = isWarm ? WarmStart(interpreter: interpreter, finalizes: false) : nil
      let report = try await runner.run(specification)
      guard report.succeeded else {
        let words = PrintableText.tail(of: report.errorOutput, limitBytes: 1024, lines: 3)
        throw SandboxFault(.warm, "an empty program failed: \(words)")
      }
      peaks.append(report.peakMemoryBytes)
    }
    return max(0, peaks[0] - peaks[2])
  }
}

extension RunSpecification {
  /// A warm interpreter's streams are made for a file as input and pipes as output.
  fileprivate var isServedWarm: Bool {
    guard case .collected = output, case .collected = errorOutput, !holdsStreams, !keepsWorkDirectory, !unaccounted
    else { return false }
    if case .descriptor = input { return false }
    return true
  }
}
