/// Judges any number of pairs on all cores, in memory that does not grow with their number.
///
/// ```swift
/// await MathBatch(jobs: 8).judge(next: { reader.next() }, pair: { $0 }) { pair, judgement in
///   print(judgement.rowText(id: pair.id))
///   return true
/// }
/// ```
///
/// Pairs are judged in chunks, each a task of its own, and handed out in the order in which they came.
public struct MathBatch: Sendable {
  /// What the source of pairs has next.
  public enum Supply<Item: Sendable>: Sendable {
    case item(Item)
    /// The next one may be long in coming, as from a pipe: what was given is judged and handed out before it is asked
    /// for. Then the source may wait as long as it has to.
    case pause
    case end
  }

  /// A comparison takes microseconds, a task about one: together they are worth starting.
  static let chunkPairs = 64
  /// A chunk of long responses ends sooner.
  static let chunkBytes = 256 << 10

  public var jobs: Int
  public var budget: WorkBudget

  /// - Parameter jobs: chunks judged at once.
  public init(jobs: Int, budget: WorkBudget = WorkBudget()) {
    self.jobs = max(1, jobs)
    self.budget = budget
  }

  /// - Parameters:
  ///   - next: asked from one task only, never while `each` runs.
  ///   - pair: the pair of an item, which may carry more, such as the line it stands in.
  ///   - isStopped: asked between any two pairs; once true, what is judged up to the first gap is handed out, no more.
  ///   - each: gets every item once, in order; false ends it all.
  public func judge<Item: Sendable>(
    next: () -> Supply<Item>, pair: @escaping @Sendable (Item) -> MathPair,
    isStopped: @escaping @Sendable () -> Bool = { false }, each: (Item, Judgement) -> Bool
  ) async {
    await judge(next: next, pair: pair, isStopped: isStopped, make: { $1 }, each: each)
  }

  /// - Parameters:
  ///   - make: what is handed out of an item, made by the tasks that judge: a row's text, for one.
  public func judge<Item: Sendable, Output: Sendable>(
    next: () -> Supply<Item>, pair: @escaping @Sendable (Item) -> MathPair,
    isStopped: @escaping @Sendable () -> Bool = { false }, make: @escaping @Sendable (Item, Judgement) -> Output,
    each: (Item, Output) -> Bool
  ) async {
    let budget = budget
    let work: @Sendable ([Item]) -> [Output] = { chunk in
      var outputs: [Output] = []
      outputs.reserveCapacity(chunk.count)
      // As many as there is time for.
      for item in chunk {
        if Task.isCancelled || isStopped() { break }
        outputs.append(make(item, pair(item).judgement(budget: budget)))
      }
      return outputs
    }
    // Some more than run at once, so that one slow chunk does not leave the others idle.
    let window = jobs * 2
    await withTaskGroup(of: (Int, [Output]).self) { group in
      var chunks: [Int: [Item]] = [:]
      var judged: [Int: [Output]] = [:]
      var started = 0
      var handed = 0
      var ended = false
      var paused = false
      while true {
        while !ended, !paused, started - handed < window, started - handed - judged.count < jobs {
          let chunk = MathBatch.gather(next, pair: pair, ended: &ended, paused: &paused)
          if isStopped() { ended = true }
          guard !chunk.isEmpty else { continue }
          chunks[started] = chunk
          let index = started
          group.addTask { (index, work(chunk)) }
          started += 1
        }
        if started == handed {
          if ended { return }
          paused = false
          continue
        }
        guard let (index, outputs) = await group.next() else { return }
        judged[index] = outputs
        while let outputs = judged.removeValue(forKey: handed), let items = chunks.removeValue(forKey: handed) {
          handed += 1
          for (item, output) in zip(items, outputs) where !each(item, output) {
            group.cancelAll()
            return
          }
          if outputs.count < items.count {
            group.cancelAll()
            return
          }
        }
      }
    }
  }

  private static func gather<Item: Sendable>(
    _ next: () -> Supply<Item>, pair: (Item) -> MathPair, ended: inout Bool, paused: inout Bool
  ) -> [Item] {
    var chunk: [Item] = []
    var bytes = 0
    while chunk.count < chunkPairs, bytes < chunkBytes {
      switch next() {
      case .item(let item):
        chunk.append(item)
        bytes += pair(item).byteCount
      case .pause:
        paused = true
        return chunk
      case .end:
        ended = true
        return chunk
      }
    }
    return chunk
  }
}
