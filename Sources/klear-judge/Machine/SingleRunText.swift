import Glibc
import Rewards
import Sandbox

extension SingleRun.Outcome {
  private var exitCode: Int? {
    guard let report, report.stopCause == nil, case .exited(let code) = report.ending else { return nil }
    return code
  }

  private var signal: String? {
    guard let report, report.stopCause == nil, case .signaled(let number) = report.ending else { return nil }
    return SignalName.name(of: number)
  }

  /// One JSON object, as judging.md names its keys.
  var json: String {
    var row = JSONObjectText()
    row.add("verdict", verdict.rawValue)
    row.add("reason", reason.rawValue)
    row.add("message", message)
    row.add("exit_code", exitCode)
    row.add("signal", signal)
    row.add("syscall", syscall)
    row.add("limit_kind", limitKind?.rawValue)
    row.add("cpu_time_s", report?.cpuTime.inSeconds)
    row.add("user_s", report?.userTime.inSeconds)
    row.add("system_s", report?.systemTime.inSeconds)
    row.add("wall_time_s", report?.wallTime.inSeconds)
    row.add("peak_memory_bytes", report?.peakMemoryBytes)
    row.add("stdout", report.map { String(decoding: $0.output, as: UTF8.self) })
    row.add("stderr", report.map { String(decoding: $0.errorOutput, as: UTF8.self) })
    row.add("stdout_truncated", report?.outputTruncated ?? false)
    row.add("layers", (report?.layers ?? []).map(\.rawValue))
    return row.line
  }

  /// The program's streams where they belong, and one line about the run on standard error.
  func printText() {
    write(report?.output ?? [], to: 1)
    write(report?.errorOutput ?? [], to: 2)
    var parts = [verdict.rawValue]
    if let message, verdict != .accepted { parts.append(message) }
    if let report {
      parts.append("cpu \(milliseconds(report.cpuTime))")
      parts.append("wall \(milliseconds(report.wallTime))")
      parts.append("memory \(report.peakMemoryBytes >> 10) KiB")
    }
    StandardError.say(parts.joined(separator: ", "))
  }

  private func milliseconds(_ duration: Duration) -> String {
    let tenths = Int((duration.inSeconds * 10_000).rounded())
    return "\(tenths / 10).\(tenths % 10) ms"
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      written += count
    }
  }
}
