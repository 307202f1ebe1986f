extension SubmissionResult {
  /// grade's row (design.md, "Native rows"): one JSON object on one line, without the line's end.
  ///
  /// - Parameters:
  ///   - key: hash of program, problem and settings, by which `--resume` knows the row again.
  ///   - settings: hash of the settings alone.
  ///   - verdictID: the verdict's name in a ledger.
  ///   - copiedFrom: the name of the verdict that this one is a copy of, where nothing was run.
  public func rowText(
    key: String? = nil, settings: String? = nil, verdictID: String? = nil, copiedFrom: String? = nil
  ) -> String {
    var row = JSONObjectText()
    if let verdictID { row.add("verdict_id", verdictID) }
    if let copiedFrom { row.add("cached_from", copiedFrom) }
    row.add("submission_id", submissionID)
    row.add("problem_id", problemID)
    row.add("language", language)
    row.add("verdict", verdict.rawValue)
    row.add("reason", reason.rawValue)
    row.add("reward", reward)
    row.add("reward_kind", rewardKind.rawValue)
    row.add("passed", passed)
    row.add("total", total)
    row.add("cpu_time_s", cpuTimeSeconds)
    row.add("wall_time_s", wallTimeSeconds)
    row.add("peak_memory_bytes", peakMemoryBytes)
    row.add("message", message)
    row.add("compile", raw: compile.map(\.rowText) ?? "null")
    row.add("limits", raw: limits.map(\.rowText) ?? "null")
    row.add("layers", layers)
    row.add("judge_version", JudgeVersion.current)
    if let key { row.add("key", key) }
    if let settings { row.add("settings", settings) }
    row.add("tests", raw: "[" + tests.map(\.rowText).joined(separator: ",") + "]")
    return row.line
  }
}

extension CompileResult {
  fileprivate var rowText: String {
    var row = JSONObjectText()
    row.add("ok", succeeded)
    row.add("cached", cached)
    row.add("cpu_time_s", cpuTimeSeconds)
    row.add("wall_time_s", wallTimeSeconds)
    row.add("peak_memory_bytes", peakMemoryBytes)
    row.add("message", message)
    return row.line
  }
}

extension AppliedLimits {
  fileprivate var rowText: String {
    var row = JSONObjectText()
    row.add("cpu_s", cpuSeconds)
    row.add("wall_s", wallSeconds)
    row.add("memory_bytes", memoryBytes)
    row.add("output_bytes", outputBytes)
    row.add("processes", processes)
    return row.line
  }
}

extension TestResult {
  fileprivate var rowText: String {
    var row = JSONObjectText()
    row.add("index", index)
    row.add("verdict", verdict.rawValue)
    row.add("reason", reason.rawValue)
    row.add("cpu_time_s", cpuTimeSeconds)
    row.add("wall_time_s", wallTimeSeconds)
    row.add("peak_memory_bytes", peakMemoryBytes)
    row.add("exit_code", exitCode)
    row.add("signal", signal)
    if let limitKind { row.add("limit_kind", limitKind.rawValue) }
    if let syscall { row.add("syscall", syscall) }
    if let message { row.add("message", message) }
    return row.line
  }
}
