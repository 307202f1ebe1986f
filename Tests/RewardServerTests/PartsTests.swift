import Foundation
import Synchronization
import Testing

@testable import RewardServer

@Suite struct TokenTests {
  static func store(_ text: String) throws -> (TokenStore, String) {
    let path = NSTemporaryDirectory() + "klear-tokens-\(UUID().uuidString)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return (try TokenStore(path: path), path)
  }

  @Test func tokensHaveNames() throws {
    let (store, path) = try Self.store("# of the cluster\nalice 0123456789abcdef\n\nfedcba9876543210\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(store.name(of: "0123456789abcdef") == "alice")
    #expect(store.name(of: "fedcba9876543210") == "token-2")
    for wrong in ["", "0123456789abcde", "0123456789abcdef ", "alice"] { #expect(store.name(of: wrong) == nil) }
  }

  @Test(arguments: [
    ("", "has no token"), ("# nothing\n", "has no token"), ("short\n", ":1: a token has at least 16"),
    ("a b 0123456789abcdef\n", ":1: expected"), ("a 0123456789abcdef\na 0123456789abcdeg\n", ":2: the name"),
  ])
  func badFilesAreNamed(_ text: String, _ says: String) throws {
    #expect { _ = try Self.store(text) } throws: { "\($0)".contains(says) }
  }

  @Test func changesAreReadAndBadOnesAreNot() throws {
    let (store, path) = try Self.store("alice 0123456789abcdef\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(store.reloadIfChanged() == nil)
    try "bob 00112233445566778899\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(store.reloadIfChanged() == .success(1))
    #expect(store.name(of: "0123456789abcdef") == nil)
    #expect(store.name(of: "00112233445566778899") == "bob")
    try "bob short\n".write(toFile: path, atomically: true, encoding: .utf8)
    if case .failure? = store.reloadIfChanged() {} else { Issue.record("a bad file was taken") }
    #expect(store.name(of: "00112233445566778899") == "bob")
    #expect(store.reloadIfChanged() == nil, "it is complained about once")
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("127.8.8.8", true), ("localhost", true), ("::1", true), ("[::1]", true), ("0.0.0.0", false),
    ("10.0.0.1", false), ("127.0.0.1.evil.example", false), ("example.org", false), ("", false),
  ])
  func loopbackAddresses(_ host: String, _ isLoopback: Bool) {
    #expect(AccessRule.isLoopback(host) == isLoopback)
  }
}

@Suite struct MetricTests {
  @Test func textFormat() {
    let registry = MetricRegistry([
      .init(name: "a_total", help: "A.", kind: .counter), .init(name: "b", help: "B.", kind: .gauge),
      .init(name: "c_seconds", help: "C.", kind: .histogram, bounds: [0.1, 1]),
    ])
    registry.add("a_total", [("route", "/x\"\n\\")])
    registry.add("a_total", [("route", "/x\"\n\\")], by: 2)
    for value in [0.05, 0.5, 5] { registry.observe("c_seconds", [], value) }
    #expect(
      registry.text() == """
        # HELP a_total A.
        # TYPE a_total counter
        a_total{route="/x\\"\\n\\\\"} 3
        # HELP b B.
        # TYPE b gauge
        # HELP c_seconds C.
        # TYPE c_seconds histogram
        c_seconds_bucket{le="0.1"} 1
        c_seconds_bucket{le="1"} 2
        c_seconds_bucket{le="+Inf"} 3
        c_seconds_sum 5.55
        c_seconds_count 3

        """)
  }
}

@Suite struct OpenAPITests {
  /// Every path and method is described, and nothing else.
  @Test func describesEveryRoute() throws {
    let data = Data(PackageResources.openapi_json)
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    let described = Set(paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } })
    let served = Set(RouteTable.all.flatMap { entry in entry.methods.map { "\($0) \(entry.path)" } })
    #expect(described == served)
  }
}

@Suite struct DeadlineTests {
  /// In the order of their times, each once, and none that was forgotten.
  @Test func thingsHappenWhenTheirTimeHasCome() async {
    let deadlines = Deadlines()
    let (events, continuation) = AsyncStream<Int>.makeStream()
    let now = ContinuousClock.now
    _ = deadlines.at(now + .milliseconds(300)) { continuation.finish() }
    _ = deadlines.at(now + .milliseconds(150)) { continuation.yield(2) }
    let forgotten = deadlines.at(now + .milliseconds(100)) { continuation.yield(-1) }
    _ = deadlines.at(now - .seconds(1)) { continuation.yield(1) }
    deadlines.forget(forgotten)
    var seen: [Int] = []
    for await event in events { seen.append(event) }
    #expect(seen == [1, 2])
    #expect(ContinuousClock.now >= now + .milliseconds(300))
  }

  /// The clock stops when there is nothing to wait for, and goes on with the next.
  @Test func itBeginsAnew() async {
    let deadlines = Deadlines()
    for _ in 0..<3 {
      let time = ContinuousClock.now + .milliseconds(1)
      let happened = await withCheckedContinuation { continuation in
        _ = deadlines.at(time) { continuation.resume(returning: ContinuousClock.now) }
      }
      #expect(happened >= time)
    }
  }
}

@Suite struct TwinGateTests {
  /// Who waits does so for both that are judged: after the first alone nobody could agree with it.
  @Test func othersWaitForBoth() async throws {
    let gate = TwinGate()
    for _ in 0..<2 { await gate.enter("a") { Issue.record("there was room") } }
    let (waits, waiting) = AsyncStream<Void>.makeStream()
    let third = Task { await gate.enter("a") { waiting.yield() } }
    for await _ in waits { break }
    gate.leave("a")
    // One that comes while the second is judged waits as well.
    let fourth = Task { await gate.enter("a") { waiting.yield() } }
    for await _ in waits { break }
    let isIn = Mutex(false)
    let watch = Task {
      await third.value
      isIn.withLock { $0 = true }
    }
    try await Task.sleep(for: .milliseconds(50))
    #expect(!isIn.withLock { $0 })
    gate.leave("a")
    await watch.value
    await fourth.value
    gate.leave("a")
    gate.leave("a")
    await gate.enter("a") { Issue.record("nobody is there") }
  }
}
