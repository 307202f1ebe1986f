import Rewards
import Synchronization
import Trainer

/// Rewards of an experiment's run: from the sandbox, once for each answer that any run gives.
///
/// Answers that are learned from are judged on all tests, whatever the reward is made of, so that soft and hard rewards
/// share verdicts; those to held-out problems only up to the first test that fails.
struct CachedReward: RewardFunction {
  let problems: RewardProblems
  let all: CodeJudge
  let untilFailure: CodeJudge
  let cache: VerdictCache
  /// 1 for all tests and −1 otherwise, instead of the share of tests.
  let isHard: Bool
  let counts = Counts()

  /// How often the cache knew.
  final class Counts: Sendable {
    let hits = Atomic<Int>(0)
    let asked = Atomic<Int>(0)
  }

  var jobs: Int { all.options.jobs }

  func check(_ prompt: PromptRecord) throws {
    guard try problems.problem(prompt).kind != .math else {
      throw PromptError(prompt.place, "is no programming problem")
    }
  }

  func reward(_ answer: Answer) async throws -> Reward {
    let problem: Problem
    do {
      problem = try problems.problem(answer.prompt)
    } catch {
      return .fault("\(error)")
    }
    counts.asked.wrappingAdd(1, ordering: .relaxed)
    let isHeldOut = problem.id.hasPrefix("heldout-")
    let submission = Submission(id: "", problemID: problem.id, language: nil, body: .response(answer.text))
    let key = "\(problem.id) \(submission.fullDigest.prefix(32)) \(isHeldOut ? "first" : "all")"
    if let known = cache.entry(key) {
      counts.hits.wrappingAdd(1, ordering: .relaxed)
      return reward(known)
    }
    let result = await (isHeldOut ? untilFailure : all).judge(submission, of: problem)
    guard let share = result.reward else { return .fault(result.message ?? result.reason.rawValue) }
    let entry = VerdictCache.Entry(
      key: key, passed: result.passed, total: result.total, accepted: result.verdict == .accepted, reward: share)
    cache.add(entry)
    return reward(entry)
  }

  private func reward(_ entry: VerdictCache.Entry) -> Reward {
    Reward(
      isHard ? (entry.accepted ? 1 : -1) : entry.reward, isCorrect: entry.accepted,
      verdict: "\(entry.passed) of \(entry.total) tests")
  }
}
