import Datasets
import Ledger
import Rewards

/// What has to be right before anything is judged.
struct ProblemCheck: Sendable {
  let service: RewardService

  /// - Parameter field: where the problem stands in the request.
  /// - Throws: ``APIError`` for too many tests, and for a checker that fails on what the problem itself calls right.
  func check(_ problem: HashedProblem, field: String) async throws {
    let limit = service.settings.testsOfProblem
    guard problem.problem.total <= limit else {
      throw APIError(.tooLarge, "\(problem.problem.total) tests: at most \(limit) are judged", field: "\(field).tests")
    }
    guard Self.hasProgram(problem.problem.checker), !service.problems.isChecked(problem.digests.problem) else { return }
    if let trouble = await service.judges.code.checkerTrouble(of: problem.problem) {
      throw APIError(.invalid, trouble, field: "\(field).checker")
    }
    service.problems.setChecked(problem.digests.problem)
  }

  /// The registered problem of this id or hash.
  /// - Parameter otherwise: what counts where there is none.
  func registered(_ name: String, field: String, otherwise: Problem? = nil) async throws -> HashedProblem {
    guard let problem = try await service.problems.problem(name) else {
      if let otherwise {
        let hashed = try await JudgingThreads.run(bytes: otherwise.testBytes) { HashedProblem(otherwise) }
        try await check(hashed, field: "ground_truth")
        return hashed
      }
      throw APIError(
        .notFound, "no problem \"\(name.prefix(80))\" is registered: PUT it to /v1/problems/{id}", field: field)
    }
    return problem
  }

  /// Whether a submission can be judged on a problem here.
  func check(_ submission: Submission, of problem: Problem, field: String) throws {
    if let why = problem.unjudgeable(submission.body) { throw APIError(.invalid, why, field: field) }
    guard problem.kind != .math, let language = submission.language else { return }
    let tools = service.judges.code.tools
    guard tools.languages[language] == nil else {
      if case .source = submission.body, let resolved = tools.languages[language],
        let why = problem.unjudgeable(in: resolved.language)
      {
        throw APIError(.invalid, why, field: "\(field).language")
      }
      return
    }
    if let missing = tools.missing[language] {
      throw APIError(.invalid, missing.description, field: "\(field).language")
    }
    do throws(UnknownLanguage) {
      _ = try LanguageTable.language(id: language)
    } catch {
      throw APIError(.invalid, error.description, field: "\(field).language")
    }
  }

  private static func hasProgram(_ checker: Checker) -> Bool {
    switch checker {
    case .custom, .interactive: true
    default: false
    }
  }
}
