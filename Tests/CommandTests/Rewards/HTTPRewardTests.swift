import Foundation
import Testing

@testable import Trainer
@testable import TrainingRuns
@testable import klear_judge

/// Rewards from a server: what it is asked, what its answers mean, and what becomes of those that are none.
@Suite struct HTTPRewardTests {
  private static let verlRow =
    #"{"data_source":"math_dapo","prompt":"2+2?","reward_model":{"ground_truth":"4","style":"rule"},"#
    + #""extra_info":{"index":3}}"#

  /// - Parameter rows: of the prompts' file.
  private static func rewards(
    _ url: String, rows: [String] = [], timeoutSeconds: Double = 60
  ) throws -> HTTPReward {
    let scratch = try Scratch()
    try scratch.write("prompts.jsonl", rows.joined(separator: "\n"))
    var settings = RewardSettings()
    settings.kind = .http
    settings.url = url
    settings.timeoutSeconds = timeoutSeconds
    var rewards = try HTTPReward(settings, prompts: [scratch.file("prompts.jsonl")])
    rewards.delays = [.zero, .zero, .zero]
    return rewards
  }

  private static func answer(_ text: String = "It is 4.", problemID: String? = "p1", row: Int = 0) -> Answer {
    Answer(
      prompt: PromptRecord(file: 0, row: row, problemID: problemID, place: "prompts.jsonl:1", text: "2+2?"),
      promptIndex: 2, rolloutIndex: 5, text: text, isTruncated: true, isWhileWriting: false)
  }

  private static func reward(_ replies: [ScriptedServer.Reply], timeoutSeconds: Double = 60) async throws -> Reward {
    let server = try ScriptedServer(replies)
    defer { server.stop() }
    return try await rewards(server.url, timeoutSeconds: timeoutSeconds).reward(answer())
  }

  // MARK: Requests

  @Test func aRequestHasTheNamesOfAllThatAskSuchServers() async throws {
    let server = try ScriptedServer([.http(200, #"{"reward":1}"#)])
    defer { server.stop() }
    let rewards = try Self.rewards(server.url, rows: [Self.verlRow, "", #"{"prompt":"x","problem_id":"p2"}"#])
    _ = try await rewards.reward(Self.answer(problemID: nil))
    let request = try #require(server.requests.first)
    #expect(request.head.hasPrefix("POST /v1/reward HTTP/1.0\r\n"))
    #expect(request.head.contains("\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Type: application/json\r\n"))
    let expected: NSDictionary = [
      "id": "2#5", "prompt": "2+2?", "response": "It is 4.", "truncated": true,
      "solution_str": "It is 4.", "data_source": "math_dapo", "ground_truth": "4", "extra_info": ["index": 3],
      "query": ["2+2?It is 4."], "prompts": ["2+2?"], "labels": ["4"],
    ]
    #expect(request.json as NSDictionary == expected)

    // The third line is the second row.
    _ = try await rewards.reward(Self.answer(problemID: "p2", row: 1))
    let named = try #require(server.requests.last).json
    #expect(named["problem_id"] as? String == "p2" && named["labels"] as? [String] == ["p2"])
    #expect(named["ground_truth"] == nil && named["data_source"] == nil)
  }

  @Test func aPathOfItsOwnIsKept() async throws {
    let server = try ScriptedServer([.http(200, "1")])
    defer { server.stop() }
    _ = try await Self.rewards(server.url + "/score?x=1").reward(Self.answer("\u{1F600}\n\"\\"))
    let request = try #require(server.requests.first)
    #expect(request.head.hasPrefix("POST /score?x=1 HTTP/1.0\r\n"))
    #expect(request.json["response"] as? String == "\u{1F600}\n\"\\")
  }

  @Test(arguments: ["https://host", "ftp://host", "http://", "http://host:0", "http://host:70000", "http://host/a b"])
  func addressesThatAreNone(_ url: String) throws {
    let error = try #require(throws: RewardSetupError.self) { try Self.rewards(url) }
    #expect(error.description.hasPrefix("reward.url: \(url)"))
  }

  // MARK: Answers

  @Test(arguments: [
    (#"{"reward":0.5,"correct":true,"verdict":"fine"}"#, Reward(0.5, isCorrect: true, verdict: "fine")),
    (#"{"reward":1}"#, Reward(1, isCorrect: true, verdict: "reward 1.0")),
    (#"{"reward":1,"accepted":false}"#, Reward(1, isCorrect: false, verdict: "reward 1.0")),
    (#"{"reward":-2,"correct":false,"verdict":"no <think>"}"#, Reward(-2, isCorrect: false, verdict: "no <think>")),
    // verl
    (#"{"score":0.25,"acc":0}"#, Reward(0.25, isCorrect: false, verdict: "reward 0.25")),
    (#"{"score":0.75,"acc":1.0,"pred":"4"}"#, Reward(0.75, isCorrect: true, verdict: "reward 0.75")),
    (#"{"score":1,"acc":true}"#, Reward(1, isCorrect: true, verdict: "reward 1.0")),
    ("1.0", Reward(1, isCorrect: true, verdict: "reward 1.0")),
    ("-0.5", Reward(-0.5, isCorrect: false, verdict: "reward -0.5")),
    // OpenRLHF
    (#"{"rewards":[0.125],"scores":[9],"extra_logs":{}}"#, Reward(0.125, isCorrect: false, verdict: "reward 0.125")),
    (#"{"scores":[1]}"#, Reward(1, isCorrect: true, verdict: "reward 1.0")),
    ("[0.5]", Reward(0.5, isCorrect: false, verdict: "reward 0.5")),
  ]) func answers(_ body: String, _ expected: Reward) async throws {
    #expect(try await Self.reward([.http(200, body)]) == expected)
  }

  /// A fault teaches nothing; a reward of 0 would teach that the answer is bad.
  @Test(arguments: [
    "", "{", "accepted", "null", "{}", "[]", #""1""#, #"{"reward":null}"#, #"{"reward":"1"}"#, #"{"reward":[1]}"#,
    #"{"score":{"value":1}}"#, #"{"rewards":[]}"#, #"{"rewards":[null]}"#, #"{"rewards":["1"]}"#, #"{"rewards":1}"#,
    #"{"reward":null,"verdict":"internal_error"}"#, "{\"reward\":NaN}", "[[1]]",
  ]) func wrongAnswersAreFaults(_ body: String) async throws {
    let reward = try await Self.reward([.http(200, body)])
    #expect(reward.isFault && !reward.isCorrect, "\(reward)")
    #expect(reward.verdict.hasPrefix("the reward server"), "\(reward)")
    if body.contains("internal_error") { #expect(reward.verdict.hasSuffix(": internal_error")) }
  }

  @Test(arguments: ["1e999", #"{"reward":1e400}"#, #"{"reward":-1e400}"#])
  func rewardsThatAreNotFiniteAreFaults(_ body: String) async throws {
    #expect(try await Self.reward([.http(200, body)]).isFault)
  }

  @Test func aRefusalIsAFaultOfThisAnswer() async throws {
    let server = try ScriptedServer([.http(422, "no such problem")])
    defer { server.stop() }
    let reward = try await Self.rewards(server.url).reward(Self.answer())
    #expect(reward.isFault && reward.verdict == "HTTP 422: no such problem")
    #expect(server.requests.count == 1)
  }

  // MARK: Retries

  @Test(
    arguments: [
      .http(500, ""), .http(503, "busy"), .http(429, ""), .hangUp, .bytes("SMTP ready\r\n\r\n"), .bytes("HTTP/1.0"),
      .http(200, #"{"reward":1}"#, length: 100),
    ] as [ScriptedServer.Reply]) func whatMayPassIsTriedAgain(_ reply: ScriptedServer.Reply) async throws
  {
    let server = try ScriptedServer([reply, reply, reply, .http(200, #"{"reward":0.5}"#)])
    defer { server.stop() }
    let reward = try await Self.rewards(server.url).reward(Self.answer())
    #expect(reward.value == 0.5)
    #expect(server.requests.count == 4)
    // The same question each time, so that a server may know it again.
    #expect(Set(server.requests.map(\.body)).count == 1)
  }

  @Test(
    arguments: [
      (.http(502, ""), "HTTP 502"), (.hangUp, "127.0.0.1: the answer is not HTTP"),
      (.http(200, "1", length: 2), "127.0.0.1: the answer was cut off"),
    ] as [(ScriptedServer.Reply, String)]) func aServerThatIsGoneEndsTheRun(
      _ reply: ScriptedServer.Reply, _ words: String
    ) async throws
  {
    let error = await #expect(throws: RewardSourceGone.self) { try await Self.reward([reply]) }
    #expect(error?.description == "the reward server is gone, after 4 tries: \(words)")
  }

  @Test func aServerThatIsSilentIsGone() async throws {
    let error = await #expect(throws: RewardSourceGone.self) {
      try await Self.reward([.silence], timeoutSeconds: 0.5)
    }
    #expect(error?.description == "the reward server is gone, after 4 tries: 127.0.0.1: no answer in time")
  }

  @Test func nobodyListens() async throws {
    let server = try ScriptedServer([.hangUp])
    server.stop()
    let error = await #expect(throws: RewardSourceGone.self) {
      try await Self.rewards(server.url).reward(Self.answer())
    }
    #expect(error?.description.hasSuffix("127.0.0.1:\(server.port): Connection refused") == true)
  }

  /// A server next to the model takes of its cores.
  @Test func coresOfAServer() throws {
    for url in ["http://127.0.0.1:1", "http://localhost", "http://[::1]:80/x"] {
      #expect(try Self.rewards(url).cores == 1, "\(url)")
    }
    #expect(try Self.rewards("http://10.0.0.1").cores == 0)
  }
}
