internal import TrainingRuns

extension DecoderModel {
  /// Fills the weights of a new model as `transformers` does: matrices from a normal distribution, biases with 0, norms
  /// with 1. Each parameter draws from its own stream, so that a shape and a seed give the same weights everywhere.
  public func initialise(seed: UInt64, standardDeviation: Double) {
    for (index, parameter) in layout.parameters.enumerated() {
      weights.withElements(of: parameter) { elements in
        if parameter.shape.count == 1 {
          elements.update(repeating: parameter.name.hasSuffix(".bias") ? 0 : 1)
        } else {
          var random = CounterRandom(seed: seed, stream: 0x696E_6974, UInt64(index))
          for element in elements.indices { elements[element] = S(random.gaussian() * standardDeviation) }
        }
      }
    }
  }
}
