import Foundation
import Synchronization
import Testing

@testable import Trainer
@testable import TrainingRuns

/// The worked examples of methods.json by name, with lists of any depth made flat; truth counts as 1.
struct MethodCases {
  private let cases: [String: [String: Any]]
  private let common: [String: Any]

  init() throws {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { folder.deleteLastPathComponent() }
    let bytes = try Data(contentsOf: folder.appendingPathComponent("testdata/rl/methods.json"))
    let file = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    common = try #require(file["common_batch"] as? [String: Any])
    let list = try #require(file["cases"] as? [[String: Any]])
    cases = Dictionary(uniqueKeysWithValues: list.map { ($0["name"] as? String ?? "", $0) })
  }

  func input(_ name: String, _ key: String) throws -> [Double] { Self.flat(try value(name, "inputs", key)) }
  func output(_ name: String, _ key: String) throws -> [Double] { Self.flat(try value(name, "outputs", key)) }
  func texts(_ name: String, _ key: String) throws -> [[String]] {
    try #require(value(name, "inputs", key) as? [[String]])
  }

  private func value(_ name: String, _ side: String, _ key: String) throws -> Any {
    let found = try #require(cases[name], "\(name)")
    return try #require((found[side] as? [String: Any])?[key], "\(name), \(key)")
  }

  private static func flat(_ value: Any) -> [Double] {
    if let list = value as? [Any] { return list.flatMap(flat) }
    return (value as? NSNumber).map { [$0.doubleValue] } ?? []
  }

  /// The batch that most cases share; rows padded to five tokens.
  func batch() throws -> PolicyBatch {
    func numbers(_ key: String) -> [Double] { Self.flat(common[key] ?? []) }
    var batch = try PolicyBatch(
      layout: TokenLayout(lengths: [5, 5, 5, 5]), mask: numbers("response_mask").map { $0 != 0 },
      logProbabilities: numbers("log_prob"), oldLogProbabilities: numbers("old_log_prob"),
      advantages: numbers("advantages"))
    batch.referenceLogProbabilities = numbers("ref_log_prob")
    batch.entropies = numbers("entropy")
    return batch
  }
}

extension PolicyBatch {
  /// 0 where the mask is.
  func masked(_ values: [Double]) -> [Double] { zip(values, mask).map { $1 ? $0 : 0 } }
}

/// A small run whose parts are kept: what each update was given, and what the loss said of it.
struct MethodRun {
  var parts: [(batch: PolicyBatch, result: LossResult)] = []
  var gradients: [[Float]] = []
  var weights: [[Double]] = []

  init(_ small: SmallRL, _ overrides: [String], rewards: any RewardFunction = LetterReward()) async throws {
    let run = try small.start(overrides, rewards: rewards)
    let kept = Kept()
    run.stepper.onPart = { kept.run.parts.append(($0, $1)) }
    run.stepper.onGradients = { kept.run.gradients.append(Array($0.all.elements)) }
    run.onStep = { _ in kept.run.weights.append(run.stepper.model.weights.all.values) }
    #expect(try await run.run() == .finished)
    self = kept.run
  }

  private init() {}

  private final class Kept {
    var run = MethodRun()
  }
}

/// Stops behind each step, goes on, and compares with a run that never stopped: files, metrics, moments.
enum MethodResume {
  static func check(
    _ overrides: [String], rewards: @escaping () -> any RewardFunction = { LetterReward() },
    stopAt steps: [Int] = [2, 3]
  ) async throws {
    let whole = try SmallRL()
    #expect(try await whole.start(overrides, rewards: rewards()).run() == .finished)
    let expected = try whole.result(step: 5)
    for step in steps {
      let small = try SmallRL()
      let at = Atomic<Int>(0)
      let first = try small.start(overrides, rewards: rewards(), isStopping: { at.load(ordering: .relaxed) == step })
      first.onStep = { at.store($0.step, ordering: .relaxed) }
      #expect(try await first.run() == .interrupted(step: step))
      #expect(try await small.start(overrides, rewards: rewards(), resuming: true).run() == .finished)
      #expect(try small.result(step: 5) == expected, "stopped behind step \(step)")
    }
    // As after SIGKILL: the last checkpoint is of step 2, the journals go on to step 3.
    let small = try SmallRL()
    let killed = try small.start(overrides, rewards: rewards())
    killed.onSaving = { _ in if killed.completedSteps > 2 { throw RLResumeTests.Planted() } }
    _ = await thrownLater { _ = try await killed.run() }
    #expect(try await small.start(overrides, rewards: rewards(), resuming: true).run() == .finished)
    #expect(try small.result(step: 5) == expected, "killed")
  }
}
