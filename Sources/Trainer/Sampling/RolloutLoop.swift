internal import TrainingRuns

/// What a run of rollouts tells while it goes on, in the thread in which it goes on.
struct RolloutEvents {
  /// The request's place in the list, and its rollout.
  var onRollout: (Int, Rollout) -> Void = { _, _ in }
  /// The request's place, and a new piece of its text.
  var onText: (Int, String) -> Void = { _, _ in }
  /// Looked at before each step.
  var isCancelled: () -> Bool = { false }
}

/// One run over some requests: those that fit begin, all that have begun get a token a step, and who ends makes room.
final class RolloutLoop<S: Scalar> {
  private let decoder: BatchDecoder<S>
  private let requests: [RolloutRequest]
  private let sampler: TokenSampler<S>
  private let seed: UInt64
  private let stop: StopRules
  private let events: RolloutEvents
  private let mostTokens: [Int]
  /// By request, the number of its prompt.
  private let promptNumbers: [Int]
  private var queue: RolloutQueue
  private var prompts: [Int: (cache: KeyValueCache<S>, logits: Matrix<S>)] = [:]
  private var rows: [LiveRollout<S>] = []
  private(set) var statistics = RolloutStatistics()

  // One a row.
  private let shares: Matrix<Double>
  private let tokens: Matrix<Int32>
  private let logProbabilities: Matrix<Double>
  private let weights: ScratchPool<S>

  /// - Throws: what is wrong with a request, before anything is computed.
  init(
    _ requests: [RolloutRequest], decoder: BatchDecoder<S>, limits: RolloutLimits, sampling: SamplingSettings,
    seed: UInt64, stop: StopRules, events: RolloutEvents
  ) throws(GenerationError) {
    self.decoder = decoder
    self.requests = requests
    self.seed = seed
    self.stop = stop
    self.events = events
    let shape = decoder.model.shape
    sampler = TokenSampler(sampling, vocabularySize: shape.vocabularySize)
    let perToken = KeyValueCache<S>.bytesPerToken(shape)
    let capacity = limits.keyValueBytes / perToken
    var numbers: [[Int32]: Int] = [:]
    var (promptNumbers, mostTokens, sizes) = ([Int](), [Int](), [RolloutQueue.Size]())
    for request in requests {
      try request.check(vocabulary: shape.vocabularySize, positions: limits.positions)
      let context = request.context
      let number = numbers[context] ?? numbers.count
      numbers[context] = number
      // Behind the last position one more token can be told.
      let most = min(request.maximumNewTokens, limits.positions - context.count + 1)
      let size = RolloutQueue.Size(prompt: number, promptTokens: context.count, ownTokens: most - 1)
      let needed = size.promptTokens + size.ownTokens
      guard needed <= capacity else {
        throw .tooLargeForCache(bytes: needed * perToken, limit: limits.keyValueBytes)
      }
      promptNumbers.append(number)
      mostTokens.append(most)
      sizes.append(size)
    }
    self.promptNumbers = promptNumbers
    self.mostTokens = mostTokens
    queue = RolloutQueue(sizes, mostRows: decoder.mostRows, capacity: capacity)
    shares = Matrix(count: decoder.mostRows)
    tokens = Matrix(count: decoder.mostRows)
    logProbabilities = Matrix(count: decoder.mostRows)
    weights = ScratchPool(count: decoder.pool.width, elements: shape.vocabularySize)
    decoder.prepare(
      longestPrompt: sizes.reduce(0) { max($0, $1.promptTokens) },
      longestSequence: sizes.reduce(0) { max($0, $1.promptTokens + $1.ownTokens) })
  }

  /// - Returns: whether all requests ended; otherwise the run was cancelled.
  func run() throws(GenerationError) -> Bool {
    let clock = ContinuousClock()
    while true {
      let start = clock.now
      try beginRequests()
      let middle = clock.now
      statistics.promptSeconds += (middle - start).seconds
      if events.isCancelled() { return false }
      if rows.isEmpty { return true }
      try step()
      statistics.decodingSeconds += (clock.now - middle).seconds
    }
  }

  private func beginRequests() throws(GenerationError) {
    while !events.isCancelled(), let index = queue.begin() {
      let prompt = prompts[promptNumbers[index]] ?? read(index)
      var row = LiveRollout<S>(
        requests[index], index: index, prompt: prompt.cache, shape: decoder.model.shape, mostTokens: mostTokens[index],
        seed: seed, stop: stop)
      shares[0] = row.nextShare()
      draw(0, prompt.logits)
      try take(0, &row)
      if row.isDone { end(row) } else { rows.append(row) }
    }
  }

  private func read(_ index: Int) -> (cache: KeyValueCache<S>, logits: Matrix<S>) {
    let context = requests[index].context
    let prompt = decoder.read(context)
    prompts[promptNumbers[index]] = prompt
    statistics.promptTokens += context.count
    return prompt
  }

  /// A token for each live row.
  private func step() throws(GenerationError) {
    let logits = decoder.append(rows.map(\.newest), to: rows.map(\.history))
    statistics.steps += 1
    statistics.rowSteps += rows.count
    for row in rows.indices {
      rows[row].history.count += 1
      shares[row] = rows[row].nextShare()
    }
    if rows.count * logits.columns < RowProducts<S>.smallest {
      for row in rows.indices { draw(row, logits.row(row)) }
    } else {
      decoder.pool.run(rows.count) { draw($0, logits.row($0)) }
    }
    for row in rows.indices { try take(row, &rows[row]) }
    for row in rows where row.isDone { end(row) }
    rows.removeAll(where: \.isDone)
  }

  private func draw(_ row: Int, _ logits: Matrix<S>) {
    let draw = weights.use { sampler.draw(logits, share: shares[row], weights: $0) }
    tokens[row] = draw?.token ?? -1
    logProbabilities[row] = draw?.logProbability ?? 0
  }

  private func take(_ place: Int, _ row: inout LiveRollout<S>) throws(GenerationError) {
    guard tokens[place] >= 0 else { throw .notFinite(tokens: row.history.position) }
    statistics.newTokens += 1
    let piece = row.take(.init(token: tokens[place], logProbability: logProbabilities[place]))
    if !piece.isEmpty { events.onText(row.index, piece) }
  }

  private func end(_ row: LiveRollout<S>) {
    if queue.end(row.index) { prompts[promptNumbers[row.index]] = nil }
    events.onRollout(row.index, row.result)
  }
}

extension RolloutRequest {
  fileprivate func check(vocabulary: Int, positions: Int) throws(GenerationError) {
    precondition(maximumNewTokens > 0, "at least one new token")
    guard !prompt.isEmpty else { throw .emptyPrompt }
    precondition(written.count == writtenLogProbabilities.count, "one log-probability a token")
    let context = context
    guard context.count < positions else { throw .promptTooLong(tokens: context.count, positions: positions) }
    for id in context where id < 0 || Int(id) >= vocabulary { throw .tokenOutOfRange(id: id, vocabulary: vocabulary) }
  }
}
