import Glibc
import Rewards

/// What the server counts. docs/server.md describes each.
final class ServerMetrics: Sendable {
  private static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

  private let registry = MetricRegistry([
    .init(name: "klear_requests_total", help: "Requests answered, by route and status.", kind: .counter),
    .init(
      name: "klear_request_duration_seconds", help: "From a request's head to the end of its answer.", kind: .histogram,
      bounds: seconds),
    .init(name: "klear_verdicts_total", help: "Submissions judged, by verdict and language.", kind: .counter),
    .init(
      name: "klear_judge_duration_seconds", help: "Wall time of judging a submission, waiting in the queue left out.",
      kind: .histogram, bounds: seconds),
    .init(
      name: "klear_judge_cpu_seconds", help: "CPU time of a submission's tests.", kind: .histogram, bounds: seconds),
    .init(name: "klear_runs_total", help: "Tests and programs that were run in the sandbox.", kind: .counter),
    .init(
      name: "klear_judge_faults_total", help: "Submissions that got no reward by a fault of ours, by reason.",
      kind: .counter),
    .init(
      name: "klear_provoked_faults_total", help: "Tests in which a program provoked a fault and was charged with it.",
      kind: .counter),
    .init(name: "klear_math_checks_total", help: "Pairs of answers compared, by result.", kind: .counter),
    .init(
      name: "klear_cache_hits_total", help: "Submissions given the verdict of earlier runs of the same program.",
      kind: .counter),
    .init(name: "klear_rejections_total", help: "Requests turned away, by reason.", kind: .counter),
    .init(name: "klear_ledger_rows_total", help: "Verdicts written to the ledger.", kind: .counter),
    .init(name: "klear_ledger_failures_total", help: "Verdicts that could not be written.", kind: .counter),
    .init(name: "klear_cancelled_total", help: "Requests whose client left before the answer.", kind: .counter),
    .init(name: "klear_queue_length", help: "Submissions that wait.", kind: .gauge),
    .init(name: "klear_queue_clients", help: "Clients with submissions that wait or are judged.", kind: .gauge),
    .init(name: "klear_workers_busy", help: "Submissions under way.", kind: .gauge),
    .init(name: "klear_workers", help: "Submissions that may be under way at once.", kind: .gauge),
    .init(name: "klear_ready", help: "1 while the server takes work.", kind: .gauge),
    .init(name: "process_resident_memory_bytes", help: "Memory of the server's own process.", kind: .gauge),
    .init(name: "process_open_fds", help: "Open descriptors of the server's own process.", kind: .gauge),
    .init(name: "klear_build_info", help: "Always 1; the version is a label.", kind: .gauge),
  ])

  func request(route: String, status: Int, seconds: Double) {
    registry.add("klear_requests_total", [("route", route), ("code", String(status))])
    registry.observe("klear_request_duration_seconds", [("route", route)], seconds)
  }

  func judged(_ result: SubmissionResult, wallSeconds: Double) {
    let language = result.language ?? "none"
    registry.add("klear_verdicts_total", [("verdict", result.verdict.rawValue), ("language", language)])
    registry.observe("klear_judge_duration_seconds", [], wallSeconds)
    registry.observe("klear_judge_cpu_seconds", [], result.cpuTimeSeconds)
    registry.add("klear_runs_total", by: Double(result.tests.count { $0.verdict != .skipped }))
    if result.verdict == .internalError {
      registry.add("klear_judge_faults_total", [("reason", result.reason.rawValue)])
    }
    let provoked = result.tests.count { $0.reason == .provokedFault }
    if provoked > 0 { registry.add("klear_provoked_faults_total", by: Double(provoked)) }
  }

  func ran(_ verdict: Verdict) {
    registry.add("klear_runs_total")
    if verdict == .internalError { registry.add("klear_judge_faults_total", [("reason", "run")]) }
  }

  func compared(_ judgement: Judgement) {
    let result = judgement.correct.map { $0 ? "correct" : "incorrect" } ?? "unknown"
    registry.add("klear_math_checks_total", [("result", result)])
  }

  func countCacheHit() { registry.add("klear_cache_hits_total") }
  func countRejection(_ reason: String) { registry.add("klear_rejections_total", [("reason", reason)]) }
  func recorded() { registry.add("klear_ledger_rows_total") }
  func countLedgerFailure() { registry.add("klear_ledger_failures_total") }
  func countCancelled() { registry.add("klear_cancelled_total") }

  func text(_ numbers: Dispatcher.Numbers, workers: Int, isReady: Bool) -> String {
    registry.set("klear_queue_length", to: Double(numbers.waiting))
    registry.set("klear_queue_clients", to: Double(numbers.clients))
    registry.set("klear_workers_busy", to: Double(numbers.running))
    registry.set("klear_workers", to: Double(workers))
    registry.set("klear_ready", to: isReady ? 1 : 0)
    registry.set("process_resident_memory_bytes", to: Double(OwnProcess.residentBytes))
    registry.set("process_open_fds", to: Double(OwnProcess.openDescriptors))
    registry.set("klear_build_info", [("version", JudgeVersion.current)], to: 1)
    return registry.text()
  }
}

/// What the kernel says about this process.
enum OwnProcess {
  static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  static var openDescriptors: Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return max(0, count - 3)
  }
}
