import Datasets
import Foundation
import Hummingbird
import Ledger
import Rewards

/// `PUT` and `GET /v1/problems/{id}`, `GET /v1/verdicts/{id}`.
struct ProblemRoutes: Sendable {
  let service: RewardService
  let reader: BodyReader

  func put(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try name(context)
    let (root, bytes) = try await reader.object(of: request)
    let hashed = try await JudgingThreads.run(bytes: bytes.count) {
      HashedProblem(try ProblemDecoder(format: .native).decode(root))
    }
    guard hashed.problem.id == id else {
      throw APIError(.invalid, "is not the id of the path", field: "id")
    }
    try await ProblemCheck(service: service).check(hashed, field: "problem")
    try await service.problems.register(hashed, row: bytes)
    return .json(text(hashed))
  }

  /// What is registered; never the tests, which the submissions' makers must not see.
  func get(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try name(context)
    guard let problem = try await service.problems.problem(id) else {
      throw APIError(.notFound, "no problem of this id or hash is registered: PUT it here")
    }
    return .json(text(problem))
  }

  func verdict(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard let id = VerdictID(try name(context)), let entry = try await service.ledger.entry(id) else {
      throw APIError(.notFound, "the ledger has no such verdict")
    }
    return .json(entry.row)
  }

  private func text(_ problem: HashedProblem) -> String {
    var body = JSONObjectText()
    body.add("id", problem.problem.id)
    body.add("hash", problem.digests.problem)
    body.add("kind", problem.problem.kind.rawValue)
    body.add("tests", problem.problem.total)
    body.add("time_limit_s", problem.problem.timeLimitSeconds)
    body.add("memory_limit_mb", problem.problem.memoryLimitBytes >> 20)
    body.add("title", problem.problem.title)
    return body.line
  }

  private func name(_ context: ServerContext) throws -> String {
    guard let name = context.parameters.get("id")?.removingPercentEncoding, (1...512).contains(name.utf8.count) else {
      throw APIError(.badRequest, "an id has 1 to 512 characters", field: "id")
    }
    return name
  }
}
