import Sandbox

/// Reads a run's report as a verdict on the program, as far as the output does not matter.
struct RunOutcome: Sendable {
  var verdict: Verdict
  var reason: Reason
  var limitKind: LimitKind?
  var syscall: String?
  var message: String?

  /// `nil` when the program ended by itself with 0 within its limits: then its output decides.
  ///
  /// - Throws: `JudgeFault.overload`.
  static func failure(
    of report: RunReport, language: Language, limits: Limits
  ) throws(JudgeFault) -> RunOutcome? {
    switch report.stopCause {
    case .overload: throw .overload
    case .violation(let syscall):
      return RunOutcome(
        verdict: .securityViolation, reason: .forbiddenCall, syscall: syscall,
        message: "the program made the forbidden system call \(syscall)")
    case .memoryLimit:
      return RunOutcome(
        verdict: .memoryLimit, reason: .memory, message: "more than \(limits.memoryBytes >> 20) MiB of memory")
    case .outputLimit:
      return RunOutcome(
        verdict: .outputLimit, reason: .output, message: "more than \(limits.outputBytes) bytes of output")
    case .cpuLimit:
      return RunOutcome(
        verdict: .timeLimit, reason: .cpuTime, limitKind: .cpu,
        message: "more than \(seconds(limits.cpu)) s of CPU time")
    case .idleLimit:
      return RunOutcome(
        verdict: .timeLimit, reason: .idleTime, limitKind: .idle,
        message: "idle for more than \(seconds(limits.idle)) s")
    // What it has printed decides.
    case .refusedOutput: return nil
    case nil: return ownEnding(of: report, language: language, limits: limits)
    }
  }

  private static func ownEnding(of report: RunReport, language: Language, limits: Limits) -> RunOutcome? {
    var exitCode: Int?
    var signal: String?
    switch report.ending {
    case .exited(0): return nil
    case .exited(let code): exitCode = code
    case .signaled(let number): signal = SignalName.name(of: number)
    }
    let words = PrintableText.tail(of: report.errorOutput, limitBytes: 2048, lines: 3)
    let ending = signal.map { "ended by \($0)" } ?? "exit code \(exitCode ?? 0)"
    let message = words.isEmpty ? ending : "\(ending): \(words)"
    let peakIsNearLimit = Double(report.peakMemoryBytes) >= 0.9 * Double(limits.memoryBytes)
    let sign = language.memorySign(exitCode: exitCode, signal: signal, standardError: report.errorOutput)
    switch sign {
    case .heapExhausted: return RunOutcome(verdict: .memoryLimit, reason: .runtimeOutOfMemory, message: message)
    case .allocationFailed where peakIsNearLimit:
      return RunOutcome(verdict: .memoryLimit, reason: .runtimeOutOfMemory, message: message)
    case .allocationFailed, .allocationRefused:
      return RunOutcome(verdict: .runtimeError, reason: .allocationRefused, message: message)
    case nil: return RunOutcome(verdict: .runtimeError, reason: signal == nil ? .exitCode : .signal, message: message)
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    let text = String((duration.inSeconds * 1000).rounded() / 1000)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension TestResult {
  /// The measured part of a report, with a verdict.
  init(index: Int, verdict: Verdict, reason: Reason, report: RunReport, message: String? = nil) {
    self.init(
      index: index, verdict: verdict, reason: reason, cpuTimeSeconds: report.cpuTime.inSeconds,
      wallTimeSeconds: report.wallTime.inSeconds, peakMemoryBytes: report.peakMemoryBytes, message: message)
    switch report.ending {
    case .exited(let code): exitCode = report.stopCause == nil ? code : nil
    case .signaled(let number): signal = report.stopCause == nil ? SignalName.name(of: number) : nil
    }
  }

  init(index: Int, outcome: RunOutcome, report: RunReport) {
    self.init(index: index, verdict: outcome.verdict, reason: outcome.reason, report: report, message: outcome.message)
    limitKind = outcome.limitKind
    syscall = outcome.syscall
  }
}
