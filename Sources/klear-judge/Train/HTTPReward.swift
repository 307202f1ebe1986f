import Foundation
import Trainer
import TrainingRuns

/// Rewards from a server: a request an answer.
///
/// The request has the names of all that ask such servers: `id`, `problem_id`, `prompt`, `response`, `truncated`; verl's
/// `data_source`, `solution_str`, `ground_truth`, `extra_info`; OpenRLHF's lists `query`, `prompts`, `labels`. The answer is
/// `{"reward": x, "correct": true, "verdict": "…"}`, verl's `{"score": x, "acc": y}` or a bare number, or OpenRLHF's
/// `{"rewards": [x]}`; null is a fault.
struct HTTPReward: RewardFunction {
  let client: HTTPClient
  let timeoutSeconds: Double
  /// Lines of the prompts' files, for what verl rows bring with them.
  let rows: [[Data]]
  /// Before each further try.
  var delays: [Duration] = [.milliseconds(250), .seconds(1), .seconds(4)]

  let jobs = 16
  var cores: Int { client.isLocal ? 1 : 0 }

  static let defaultPath = "/v1/reward"

  /// - Parameter prompts: the files whose rows are answered.
  init(_ settings: RewardSettings, prompts: [String]) throws {
    client = try HTTPClient(settings.url ?? "", defaultPath: Self.defaultPath)
    timeoutSeconds = min(settings.timeoutSeconds, 1e7)
    rows = try prompts.map { path in
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw RewardSetupError("\(path): cannot be read")
      }
      return bytes.split(separator: 0x0A).filter { $0.contains { ![0x20, 0x09, 0x0D].contains($0) } }.map { Data($0) }
    }
  }

  func reward(_ answer: Answer) async throws -> Reward {
    let body = try JSONSerialization.data(withJSONObject: request(answer), options: [.sortedKeys])
    var trouble = ""
    for delay in [.zero] + delays {
      try await Task.sleep(for: delay)
      do {
        // Four tries within the time of an answer.
        let response = try await client.post(body, timeoutSeconds: max(0.1, timeoutSeconds / 4))
        switch response.status {
        case 200..<300: return Self.reward(response.body)
        case 429, 500...: trouble = "HTTP \(response.status)"
        default: return .fault("HTTP \(response.status): \(String(decoding: response.body.prefix(200), as: UTF8.self))")
        }
      } catch let error as HTTPClient.Failure {
        trouble = error.description
      }
    }
    throw RewardSourceGone("the reward server is gone, after \(delays.count + 1) tries: \(trouble)")
  }

  private func request(_ answer: Answer) -> [String: Any] {
    var request: [String: Any] = [
      "id": "\(answer.promptIndex)#\(answer.rolloutIndex)", "prompt": answer.prompt.text, "response": answer.text,
      "solution_str": answer.text, "truncated": answer.isTruncated, "query": [answer.prompt.text + answer.text],
      "prompts": [answer.prompt.text],
    ]
    var label: Any = answer.prompt.problemID ?? ""
    if let id = answer.prompt.problemID { request["problem_id"] = id }
    let lines = rows.indices.contains(answer.prompt.file) ? rows[answer.prompt.file] : []
    if lines.indices.contains(answer.prompt.row),
      let row = try? JSONSerialization.jsonObject(with: lines[answer.prompt.row]) as? [String: Any]
    {
      for key in ["data_source", "extra_info"] { request[key] = row[key] }
      if let truth = (row["reward_model"] as? [String: Any])?["ground_truth"] {
        request["ground_truth"] = truth
        label = truth
      }
    }
    request["labels"] = [label]
    return request
  }

  static func reward(_ body: Data) -> Reward {
    guard let json = try? JSONSerialization.jsonObject(with: body, options: [.fragmentsAllowed]) else {
      return .fault("the reward server's answer is not JSON")
    }
    let object = json as? [String: Any] ?? [:]
    let lists = [object["rewards"] as? [Any], object["scores"] as? [Any], json as? [Any]].compactMap { $0?.first }
    guard
      let value = number(object["reward"]) ?? number(object["score"]) ?? lists.lazy.compactMap(number).first
        ?? number(json)
    else {
      return .fault("the reward server gave no reward" + ((object["verdict"] as? String).map { ": \($0)" } ?? ""))
    }
    let isCorrect =
      object["correct"] as? Bool ?? object["accepted"] as? Bool ?? number(object["acc"]).map { $0 == 1 } ?? (value == 1)
    return Reward(
      value, isCorrect: isCorrect, verdict: object["verdict"] as? String ?? "reward \(value)",
      answer: object["answer"] as? String)
  }

  /// True counts as 1.
  private static func number(_ value: Any?) -> Double? { (value as? NSNumber)?.doubleValue }
}
