import Datasets
import Rewards

/// Python 3 in packages. The judges of the format (problemtools, DOMjudge, BAPCtools) run it by PyPy, and time limits
/// are chosen for that; a program that needs what this machine's PyPy does not have yet is run by CPython.
enum PackagePython {
  private static let fast = "pypy3"
  private static let complete = "python3"

  static func prefer(in package: inout Package, _ tools: ToolSet) {
    if tools.languages[fast] != nil { package.replaceLanguage(complete, by: fast) }
  }

  static func judge(_ submission: Submission, of problem: Problem, by judge: CodeJudge) async -> SubmissionResult {
    let result = await judge.judge(submission, of: problem)
    // Only packages have expectations: in rows the language is the user's own choice.
    guard submission.expectation != nil, submission.language == fast, lacksSomething(result),
      judge.tools.languages[complete] != nil
    else { return result }
    var other = submission
    other.language = complete
    return await judge.judge(other, of: problem)
  }

  /// The interpreter is older than the program, in grammar or library.
  static func lacksSomething(_ result: SubmissionResult) -> Bool {
    switch result.verdict {
    case .compileError: true
    case .runtimeError: signs.contains { result.message?.contains($0) == true }
    default: false
    }
  }

  private static let signs = ["ModuleNotFoundError: ", "ImportError: cannot import name ", "AttributeError: "]
}
