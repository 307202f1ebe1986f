internal import Foundation
internal import Synchronization
internal import TrainingRuns

/// Lets the model write and judges what is finished meanwhile.
struct RolloutCollector: Sendable {
  let engine: RolloutEngine
  let rewards: any RewardFunction
  /// For one answer, its waiting included.
  let timeoutSeconds: Double

  /// What came of a step's requests, in their order.
  struct Collection: Sendable {
    var rollouts: [Rollout]
    /// `nil` for answers that are not finished.
    var rewards: [Reward?]
    /// From the first token to the last.
    var rolloutSeconds: Double
    /// Judging that was still to do behind it.
    var rewardSeconds: Double
  }

  /// What answers are judged by.
  struct Prompt: Sendable {
    var record: PromptRecord
    /// Text that every answer begins with, which the model did not write.
    var given = ""
    /// Tokens at which an answer is cut; one that stopped before goes on later, and is not judged now.
    var mostTokens = 0
  }

  private enum Event: Sendable {
    case written(Rollout)
    case allWritten
    case judged(Int, Reward)
    case failed(any Error)
  }

  /// - Parameters:
  ///   - prompts: by the requests' prompt index.
  ///   - isStopping: asked at each answer; what was done is then dropped.
  /// - Returns: `nil` where it was stopped.
  func collect(
    _ requests: [RolloutRequest], prompts: [Int: Prompt], sampling: SamplingSettings, seed: UInt64, stop: StopRules,
    isStopping: @escaping @Sendable () -> Bool
  ) async throws -> Collection? {
    let start = ContinuousClock.now
    let places = Dictionary(
      uniqueKeysWithValues: requests.enumerated().map { ([$1.promptIndex, $1.rolloutIndex], $0) })
    let stream = engine.rollouts(requests, sampling: sampling, seed: seed, stop: stop)
    let (events, source) = AsyncStream<Event>.makeStream()
    var rollouts = [Rollout?](repeating: nil, count: requests.count)
    // Answers that end early are judged early, and stand where their request stood.
    let judged: [Reward?]? = try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        do {
          for try await rollout in stream { source.yield(.written(rollout)) }
          source.yield(.allWritten)
        } catch {
          source.yield(.failed(error))
        }
      }
      var found = [Reward?](repeating: nil, count: requests.count)
      var waiting: [(place: Int, answer: Answer)] = []
      var (next, running, left) = (0, 0, requests.count)
      var (isWriting, limit) = (true, max(1, rewards.jobsWhileWriting))
      for await event in events {
        if isStopping() { return nil }
        switch event {
        case .failed(let error): throw error
        case .allWritten: (isWriting, limit) = (false, max(1, rewards.jobs))
        case .judged(let place, let reward):
          found[place] = reward
          running -= 1
          left -= 1
        case .written(let rollout):
          guard let place = places[[rollout.promptIndex, rollout.rolloutIndex]],
            let prompt = prompts[rollout.promptIndex]
          else { continue }
          rollouts[place] = rollout
          if rollout.finish == .length, rollout.ids.count < prompt.mostTokens {
            left -= 1
          } else {
            let answer = Answer(
              prompt: prompt.record, promptIndex: rollout.promptIndex, rolloutIndex: rollout.rolloutIndex,
              text: prompt.given + rollout.text, isTruncated: rollout.finish == .length, isWhileWriting: true)
            waiting.append((place, answer))
          }
        }
        while running < limit, next < waiting.count {
          let place = waiting[next].place
          var answer = waiting[next].answer
          answer.isWhileWriting = isWriting
          next += 1
          running += 1
          group.addTask { [answer] in
            do {
              source.yield(.judged(place, try await judge(answer)))
            } catch {
              source.yield(.failed(error))
            }
          }
        }
        // The engine's numbers are those of this run only when all is written.
        if left == 0, !isWriting { break }
      }
      return found
    }
    guard let judged else { return nil }
    let all = (ContinuousClock.now - start).seconds
    let writing = min(all, engine.statistics.seconds)
    let complete = rollouts.compactMap { $0 }
    precondition(complete.count == requests.count, "every request has a rollout")
    return Collection(
      rollouts: complete, rewards: judged, rolloutSeconds: writing,
      rewardSeconds: all - writing)
  }

  /// A fault is tried once more.
  private func judge(_ answer: Answer) async throws -> Reward {
    let first = try await once(answer)
    return first.isFault ? try await once(answer) : first
  }

  private func once(_ answer: Answer) async throws -> Reward {
    // Longer than any run; no sleep is endless.
    let limit = min(timeoutSeconds, 1e7)
    return try await withThrowingTaskGroup(of: Reward?.self) { group in
      group.addTask { try await rewards.reward(answer) }
      group.addTask {
        try? await Task.sleep(for: .seconds(limit))
        return nil
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      return first ?? .fault("no verdict within \(limit) s (reward.timeout_s)")
    }
  }
}

/// Waits in a thread of its own for what is asynchronous.
enum Waiting {
  /// Not for the threads that tasks run on: those might all wait.
  static func `for`<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<Result<Value, any Error>?>(nil)
    Task {
      let found: Result<Value, any Error>
      do { found = .success(try await work()) } catch { found = .failure(error) }
      result.withLock { $0 = found }
      done.signal()
    }
    done.wait()
    guard let found = result.withLock({ $0 }) else { preconditionFailure("the work was done") }
    return try found.get()
  }
}
