internal import TrainingRuns

/// A rollout while it is being written.
struct LiveRollout<S: Scalar> {
  /// Of its request.
  let index: Int
  var history: RowHistory<S>
  private(set) var result: Rollout
  private(set) var isDone = false
  private var random: CounterRandom
  private var text: StoppingText?
  private let endTokens: Set<Int32>
  private let mostTokens: Int

  init(
    _ request: RolloutRequest, index: Int, prompt: KeyValueCache<S>, shape: DecoderShape, mostTokens: Int, seed: UInt64,
    stop: StopRules
  ) {
    self.index = index
    self.mostTokens = request.written.count + mostTokens
    // The last token is drawn, and never looked back on.
    history = RowHistory(prompt: prompt, own: KeyValueCache(shape, capacity: mostTokens - 1))
    random = CounterRandom(seed: seed, stream: request.randomStream)
    // One number a token.
    random.position = UInt64(request.written.count)
    text = stop.decoder.map { StoppingText($0(), stops: stop.texts) }
    for token in request.written { _ = text?.append(token) }
    endTokens = stop.endTokens
    result = Rollout(
      promptIndex: request.promptIndex, rolloutIndex: request.rolloutIndex, ids: request.written,
      logProbabilities: request.writtenLogProbabilities, text: "", finish: .length)
  }

  var newest: Int32 { result.ids.last ?? -1 }

  /// Where in the cumulated probabilities the next token is drawn: one number a token, whatever else happens.
  mutating func nextShare() -> Double { random.uniform() }

  /// - Returns: what of the text is new and certain.
  mutating func take(_ draw: TokenSampler<S>.Draw) -> String {
    result.ids.append(draw.token)
    result.logProbabilities.append(draw.logProbability)
    var piece = ""
    if endTokens.contains(draw.token) {
      (result.finish, isDone) = (.endToken, true)
    } else {
      piece = text?.append(draw.token) ?? ""
      if text?.isStopped == true {
        (result.finish, isDone) = (.stopText, true)
      } else if result.ids.count >= mostTokens {
        isDone = true
      }
    }
    if isDone {
      piece += text?.finish() ?? ""
      result.text = text?.text ?? ""
    }
    return piece
  }
}
