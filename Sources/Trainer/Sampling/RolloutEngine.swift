internal import Foundation
internal import Synchronization
public import TrainingRuns

/// Lets a model continue many prompts, many times each, side by side.
///
/// A prompt is read once for all its rollouts; rollouts join and leave the batch as they begin and end. With
/// `sampling.deterministic` a rollout depends only on weights, prompt, sampling and its random stream: its ids are the
/// same alone, among others, and in any order. The weights may change between runs, not during one.
///
/// ```swift
/// let engine = RolloutEngine(model, limits: RolloutLimits(positions: 2048, threads: 2))
/// let requests = RolloutRequest.all(prompts, rollouts: 8, step: step, maximumNewTokens: 256)
/// for try await rollout in engine.rollouts(requests, sampling: sampling, seed: 17, stop: StopRules(tokenizer)) {
///   judge(rollout)  // while the others go on
/// }
/// ```
public final class RolloutEngine: @unchecked Sendable {
  public let model: DecoderModel<Float>
  public let limits: RolloutLimits

  /// Held while a run goes on: there is one set of memory.
  private let lock = NSLock()
  private let pool: ThreadPool
  private var decoder: (deterministic: Bool, decoder: BatchDecoder<Float>)?
  private let last = Mutex(RolloutStatistics())

  /// Memory is taken when the first run begins, and kept.
  public init(_ model: DecoderModel<Float>, limits: RolloutLimits) {
    self.model = model
    self.limits = limits
    pool = ThreadPool(width: limits.threads)
  }

  /// Of the last run that ended.
  public var statistics: RolloutStatistics { last.withLock { $0 } }

  /// Runs in the thread that asks.
  ///
  /// - Parameters:
  ///   - stop: what ends a rollout beside its number of tokens; `sampling.stop` and `sampling.maximumNewTokens` are not
  ///     looked at, those of `stop` and of each request count.
  ///   - onText: the place of a request, and what is new of its text.
  ///   - isCancelled: asked before each step; what has begun is then dropped.
  ///   - onRollout: the place of a request, and its rollout, as soon as it ends.
  /// - Returns: whether all ended.
  @discardableResult
  public func run(
    _ requests: [RolloutRequest], sampling: SamplingSettings, seed: UInt64, stop: StopRules,
    onText: @escaping (Int, String) -> Void = { _, _ in }, isCancelled: @escaping () -> Bool = { false },
    onRollout: @escaping (Int, Rollout) -> Void
  ) throws(GenerationError) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    let loop = try RolloutLoop(
      requests, decoder: decoder(deterministic: sampling.deterministic), limits: limits, sampling: sampling, seed: seed,
      stop: stop, events: RolloutEvents(onRollout: onRollout, onText: onText, isCancelled: isCancelled))
    defer { last.withLock { $0 = loop.statistics } }
    return try loop.run()
  }

  /// Runs in a thread of its own, so that the tasks which take the rollouts can do their work meanwhile. Who stops
  /// listening cancels the run.
  ///
  /// - Throws: ``GenerationError``, through the sequence.
  public func rollouts(
    _ requests: [RolloutRequest], sampling: SamplingSettings, seed: UInt64, stop: StopRules
  ) -> AsyncThrowingStream<Rollout, any Error> {
    // Nothing is dropped: there are no more rollouts than requests.
    AsyncThrowingStream(bufferingPolicy: .unbounded) { continuation in
      let isCancelled = CancellationFlag()
      continuation.onTermination = { _ in isCancelled.set() }
      let thread = Thread {
        do {
          try self.run(
            requests, sampling: sampling, seed: seed, stop: stop, isCancelled: { isCancelled.isSet },
            onRollout: { continuation.yield($1) })
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      thread.name = "rollouts"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private func decoder(deterministic: Bool) -> BatchDecoder<Float> {
    if let decoder, decoder.deterministic == deterministic { return decoder.decoder }
    // The former one's memory goes first.
    decoder = nil
    let made = BatchDecoder(
      model, mostRows: limits.maximumLiveRows, deterministic: deterministic, pool: pool)
    decoder = (deterministic, made)
    return made
  }
}

private final class CancellationFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
