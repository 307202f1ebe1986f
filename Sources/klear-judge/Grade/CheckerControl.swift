import Datasets
import Rewards

/// Before rows are judged: each checker that a problem brings must decide on the expected output of its tests. One that
/// fails there would charge programs with its own faults.
struct CheckerControl {
  let judge: CodeJudge
  let problems: any ProblemSource
  let interrupt: Interrupt

  /// False after naming each checker that fails, and after an interrupt.
  func allDecide(_ ids: [String]) async throws -> Bool {
    var failed = false
    for id in ids {
      if interrupt.happened { return false }
      guard let problem = try problems.problem(id: id) else { continue }
      if let trouble = await judge.checkerTrouble(of: problem), !interrupt.happened {
        StandardError.say("\(problems.place(id: id) ?? id): \(trouble)")
        failed = true
      }
    }
    if failed { StandardError.say("nothing was judged; mend the checkers, or leave these problems out") }
    return !failed && !interrupt.happened
  }
}
