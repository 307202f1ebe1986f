import Datasets
import Hummingbird
import Rewards
import Sandbox

/// `POST /v1/math`: one pair, or `{"pairs":[…]}`.
struct MathRoute: Sendable {
  let service: RewardService
  let reader: BodyReader

  func answer(_ request: Request, _ context: ServerContext) async throws -> Response {
    let (root, _) = try await reader.object(of: request)
    guard root.has("pairs") else {
      try root.refuseUnknown(["id", "gold", "prediction", "kind", "settings", "pairs"])
      let (pair, id) = try pair(root)
      return .json(try await judged([(pair, id)], context)[0])
    }
    try root.refuseUnknown(["pairs", "kind", "settings"])
    let rows = try root.required("pairs").elements()
    guard rows.count <= service.settings.pairsOfRequest else {
      throw APIError(
        .tooLarge, "\(rows.count) pairs: at most \(service.settings.pairsOfRequest) go into one request", field: "pairs"
      )
    }
    let pairs = try rows.map(pair)
    var body = JSONObjectText()
    body.add("results", raw: "[" + (try await judged(pairs, context)).joined(separator: ",") + "]")
    return .json(body.line)
  }

  private func pair(_ row: JSONValue) throws -> (MathPair, id: String?) {
    let id = try row.member("id")?.identifier()
    let kindField = try row.member("kind")
    let kindName = try kindField?.string() ?? AnswerKind.answer.rawValue
    guard let kind = AnswerKind(rawValue: kindName) else {
      throw APIError(.invalid, "unknown kind: use answer or extraction", field: kindField?.path)
    }
    let pair = MathPair(
      id: id ?? "", gold: GoldAnswer(try row.required("gold").string()),
      prediction: PredictedAnswer(try row.required("prediction").string()), kind: kind,
      settings: try row.member("settings").map { try mathSettings($0) } ?? MathSettings())
    return (pair, id)
  }

  /// Compared in one place of the queue each thousand, away from the threads that serve.
  private func judged(_ pairs: [(MathPair, id: String?)], _ context: ServerContext) async throws -> [String] {
    guard !service.state.isDraining else { throw APIError.draining() }
    let started = ContinuousClock.now
    guard
      let ticket = service.dispatcher.enqueue(
        client: context.requester.client, costs: [Double(pairs.count) * 0.0005])?.first
    else { throw service.full(1) }
    guard await service.dispatcher.turn(ticket) else { throw APIError.draining() }
    let judgements = await JudgingThreads.run { pairs.map { $0.0.judgement() } }
    service.dispatcher.finish(ticket, cost: (ContinuousClock.now - started).inSeconds)
    for judgement in judgements { service.metrics.compared(judgement) }
    return zip(pairs, judgements).map { pair, judgement in judgement.rowText(id: pair.id) }
  }
}
