import TrainingRuns

@testable import Tasks

/// Arguments for one composition.
struct CounterRandomForTests {
  private var random: CounterRandom

  init(_ number: UInt64) { random = CounterRandom(seed: 5, stream: number) }

  mutating func arguments(_ composition: Composition) -> [Value] {
    Arguments.pool(for: composition.template.source, &random)
  }
}
