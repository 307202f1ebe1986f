import Foundation
import Rewards

/// A judge that others have started as a server, asked as its own clients ask it. Its processes are not ours, so its CPU
/// time is what the whole machine spends meanwhile, our asking included.
struct ServerPeer: Sendable {
  enum Kind: String, Sendable {
    case codeJudge = "code-judge"
    case sandboxFusion = "SandboxFusion"
  }

  let kind: Kind
  private let client: HTTPClient

  /// - Throws: `RewardSetupError` for what is no address.
  init(_ kind: Kind, url: String) throws {
    self.kind = kind
    client = try HTTPClient(url, defaultPath: kind == .codeJudge ? "/judge/batch" : "/run_code")
  }

  func cost(_ pairs: [BenchPrograms.Pair], jobs: Int) async throws -> JudgeBench.Cost {
    let before = Machine.machineSeconds
    let wall = try await ContinuousClock.seconds {
      try await eachInParallel(pairs, atOnce: jobs) { pair in
        switch kind {
        case .codeJudge: try await judgeBatch(pair)
        case .sandboxFusion: try await runEach(pair)
        }
      }
    }
    return JudgeBench.Cost(wall: wall, processor: Machine.machineSeconds - before)
  }

  /// All tests of a program in one request, as code-judge's client for verl sends them.
  private func judgeBatch(_ pair: BenchPrograms.Pair) async throws {
    guard case .source(let source) = pair.submission.body else { return }
    let rows: [[String: String]] = pair.problem.tests.map { test in
      [
        "type": "python", "solution": source, "input": Self.text(test.input), "expected_output": Self.text(test.output),
      ]
    }
    let answer = try await post(["type": "batch", "submissions": rows])
    let results = answer["results"] as? [[String: Any]] ?? []
    guard results.count == rows.count, results.allSatisfy({ $0["success"] as? Bool == true }) else {
      throw fault("\(pair.submission.id) is not accepted: \(answer)")
    }
  }

  /// A request a test, as verl sends them; the output is compared here.
  private func runEach(_ pair: BenchPrograms.Pair) async throws {
    guard case .source(let source) = pair.submission.body else { return }
    for test in pair.problem.tests {
      let answer = try await post(["code": source, "language": "python", "stdin": Self.text(test.input)])
      let run = answer["run_result"] as? [String: Any]
      let output = (run?["stdout"] as? String ?? "").split(whereSeparator: \.isWhitespace)
      guard output == Self.text(test.output).split(whereSeparator: \.isWhitespace) else {
        throw fault("\(pair.submission.id) did not print what is expected: \(answer)")
      }
    }
  }

  private func post(_ body: [String: Any]) async throws -> [String: Any] {
    let response: HTTPClient.Response
    do {
      response = try await client.post(try JSONSerialization.data(withJSONObject: body), timeoutSeconds: 120)
    } catch {
      throw fault("\(error)")
    }
    guard response.status == 200,
      let answer = try? JSONSerialization.jsonObject(with: response.body) as? [String: Any]
    else { throw fault("status \(response.status)") }
    return answer
  }

  private func fault(_ message: String) -> BenchFault {
    BenchFault(contender: kind.rawValue, message: String(message.prefix(300)))
  }

  private static func text(_ data: TestData) -> String {
    guard case .bytes(let bytes) = data else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }
}
