/// What was decided about one test or one submission.
///
/// `internalError` is a fault of the judge and never carries a reward; `skipped` is a test that was not run, or a
/// submission whose language is missing and may be skipped.
public enum Verdict: String, Sendable, Hashable, CaseIterable, Codable {
  case accepted
  case wrongAnswer = "wrong_answer"
  case timeLimit = "time_limit"
  case memoryLimit = "memory_limit"
  case outputLimit = "output_limit"
  case runtimeError = "runtime_error"
  case compileError = "compile_error"
  case securityViolation = "security_violation"
  case internalError = "internal_error"
  case skipped
}

/// Which clock a `time_limit` is about.
public enum LimitKind: String, Sendable, Hashable, Codable {
  /// CPU time of the whole process tree.
  case cpu
  /// Time in which the program neither ran nor waited for a processor.
  case idle
}

/// The machine-readable reason behind a verdict: a closed list, described in docs/verdicts.md.
public enum Reason: String, Sendable, Hashable, CaseIterable, Codable {
  // accepted
  case ok
  // accepted, math
  case structure
  case algebra
  case numeric
  // accepted or wrong_answer, math
  case policy
  // wrong_answer
  case outputDiffers = "output_differs"
  case assertionFailed = "assertion_failed"
  case checkerRejected = "checker_rejected"
  case resultDiffers = "result_differs"
  // wrong_answer, math
  case different
  case noAnswer = "no_answer"
  case severalAnswers = "several_answers"
  case predictionUnparseable = "prediction_unparseable"
  case budget
  // limits
  case cpuTime = "cpu_time"
  case idleTime = "idle_time"
  case memory
  case runtimeOutOfMemory = "runtime_out_of_memory"
  case output
  // runtime_error
  case exitCode = "exit_code"
  case signal
  case allocationRefused = "allocation_refused"
  case resultNotPlain = "result_not_plain"
  case noResult = "no_result"
  case malformedResult = "malformed_result"
  case programRaised = "program_raised"
  case noSuchFunction = "no_such_function"
  // compile_error
  case compilerFailed = "compiler_failed"
  case compilerLimit = "compiler_limit"
  case noProgram = "no_program"
  // security_violation
  case forbiddenCall = "forbidden_call"
  // charged to the program although a part of ours failed
  case provokedFault = "provoked_fault"
  // internal_error
  case judgeFault = "judge_fault"
  case datasetError = "dataset_error"
  case goldUnparseable = "gold_unparseable"
  case overload
  // skipped
  case languageMissing = "language_missing"
  case afterFailure = "after_failure"
  case notJudged = "not_judged"
}
